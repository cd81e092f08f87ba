"""The files and what describes them, for programs; the catalogue and the dictionary as pages, for people."""

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.statistics.open_data import snapshots
from volunteercloud.domain.statistics.open_data.columns import Type
from volunteercloud.domain.statistics.open_data.datasets import DATASETS, Dataset
from volunteercloud.domain.statistics.open_data.datasets import dataset as dataset_of
from volunteercloud.domain.statistics.open_data.writing import MEDIA, Form
from volunteercloud.web import answers, ranged
from volunteercloud.web.data import asking, regions
from volunteercloud.web.middleware import same_for_all
from volunteercloud.web.open import serving

from . import addresses, catalogue, csvw, dictionary

FOR_EVER = "public, max-age=31536000, immutable"
SHOWN_MONTHS = 36
FORMS = ((Form.CSV, "CSV"), (Form.PARQUET, "Parquet"), (Form.JSON, "JSON"))


@require_safe
def overview(request):
    found = snapshots.all_of(DATASETS)
    rows = [(dataset, found[dataset.code][0] if found[dataset.code] else None) for dataset in DATASETS]
    facts = {
        "forms": FORMS,
        "monthly": [row for row in rows if row[0].is_monthly],
        "lists": [row for row in rows if not row[0].is_monthly],
        "licence": settings.DATA_LICENCE,
        "latest": addresses.file("service", snapshots.LATEST, Form.PARQUET),
        "is_empty": not any(found.values()),
    }
    return render(request, "data/open/overview.html", facts)


@require_safe
def dataset(request, code):
    """What a dataset is, its columns and codes, and every version of it."""
    one = dataset_of(code)
    facts = {
        "forms": FORMS,
        "dataset": one,
        "columns": dictionary.columns(one),
        "codes": dictionary.codes(one),
        "snapshots": snapshots.all_of([one])[code][:SHOWN_MONTHS],
        "latest": addresses.file(code, snapshots.LATEST, Form.CSV),
        "texts": str({column.name: "str" for column in one.columns if column.type == Type.TEXT}),
    }
    return render(request, "data/open/dataset.html", facts)


@serving.open_data
def whole(request):
    place = asking.name_of(regions.own(timezone.localdate(answers.reader_now())), "zh-hans")
    with translation.override("en"):
        said = catalogue.catalogue(DATASETS, snapshots.all_of(DATASETS), place)
    return serving.json_answer(request, said, serving.A_WHILE, serving.LINKED)


@serving.open_data
def columns(request, code):
    """What the columns of the latest file mean."""
    return _metadata(request, dataset_of(code), snapshots.LATEST)


def file(request, code, name, form):
    """A file of a dataset, or what describes or proves it."""
    return VIEWS.get(form, nothing)(request, code, name, form)


@serving.open_data
def described(request, code, name, form):
    one = dataset_of(code)
    snapshots.named(one, name)
    return _metadata(request, one, name)


@serving.open_data
def proved(request, code, name, form):
    """That the public log holds the digests; anybody can check it at /log/check/."""
    proof = snapshots.proof_of(snapshots.named(dataset_of(code), name))
    return serving.json_answer(request, proof, serving.AN_HOUR)


@serving.open_data
def nothing(request, code, name, form):
    raise NotFound


def whole_file(request, code, name, form):
    """Texts travel compressed where they are asked for as a whole."""
    is_text = form != Form.PARQUET and "Range" not in request.headers
    return (gzip_page(kept_file) if is_text else kept_file)(request, code, name, form)


@require_safe
@same_for_all
def kept_file(request, code, name, form):
    try:
        one = dataset_of(code)
        snapshot = snapshots.named(one, name)
        path = snapshots.place_of(snapshot, form)
        answer = ranged.sent(request, path, MEDIA[Form(form)], snapshot.files[form]["sha256"][:32])
    except (NotFound, FileNotFoundError):
        return nothing(request, code, name, form)
    is_fixed = name == snapshot.named
    answer.headers["Cache-Control"] = FOR_EVER if is_fixed else f"public, max-age={serving.AN_HOUR}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "Content-Range, Content-Length, ETag, Link"
    answer.headers["Link"] = ", ".join(_links(one, snapshot.named, form))
    return answer


def _links(one: Dataset, named: str, form: str) -> list[str]:
    about = addresses.file(one.code, named, "csv-metadata.json")
    links = [f'<{settings.DATA_LICENCE}>; rel="license"', f'<{addresses.file(one.code, named, form)}>; rel="canonical"']
    if form == Form.CSV:
        links.append(f'<{about}>; rel="describedby"; type="application/csvm+json"')
    return links


def _metadata(request, one, name):
    said = csvw.metadata(one, name)
    return serving.json_answer(request, said, serving.A_WHILE, "application/csvm+json; charset=utf-8")


VIEWS = {**dict.fromkeys(Form, whole_file), "csv-metadata.json": described, "proof.json": proved}
