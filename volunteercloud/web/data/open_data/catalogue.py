"""What there is, for programs: a catalogue (DCAT 3) of series by month, each version with its files, their size and digest; and
of the lists and feeds that change all the time (`web/open`). Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.statistics import periods
from volunteercloud.domain.statistics.open_data.datasets import Dataset
from volunteercloud.domain.statistics.open_data.models import Snapshot
from volunteercloud.domain.statistics.open_data.writing import MEDIA, Form
from volunteercloud.web.open import linked

from . import addresses
from .csvw import in_both

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
MONTHLY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
ALWAYS = "http://publications.europa.eu/resource/authority/frequency/CONT"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# What is not by month: the address, its form, and what it conforms to.
LIVE: tuple[tuple[str, str | Promise, str, str], ...] = (
    (
        "/open/changes",
        _("Everything public that changes: shifts, projects, needs, organizations"),
        "application/json",
        "https://openactive.io/realtime-paged-data-exchange/",
    ),
    (
        "/open/vds/opportunities.jsonld",
        _("Shifts and needs"),
        "application/ld+json",
        "https://ns.volunteeringdata.io/",
    ),
    ("/open/vds/organisations.jsonld", _("Organizations"), "application/ld+json", "https://ns.volunteeringdata.io/"),
    ("/open/hsds/services", _("Stations and needs"), "application/json", "https://docs.openreferral.org/"),
    ("/lists/", _("Code lists"), "text/html", ""),
)


def catalogue(datasets: Sequence[Dataset], found: Mapping[str, Sequence[Snapshot]], place: str) -> dict[str, Any]:
    """``place`` is what the site is of, as its region is called."""
    about = {
        "dct:license": {"@id": settings.DATA_LICENCE},
        "dct:publisher": {"@id": f"{settings.SITE_URL}/#publisher"},
        "dct:spatial": {"@type": "dct:Location", "skos:prefLabel": place},
        "dct:language": ["zh-Hans", "en"],
    }
    series = [_series(dataset, found[dataset.code], about) for dataset in datasets]
    versions = [
        _version(dataset, snapshots, number, about)
        for dataset in datasets
        for snapshots in [found[dataset.code]]
        for number in range(len(snapshots))
    ]
    live = [_live(*one, about) for one in LIVE]
    whole = {
        "@id": addresses.full("open"),
        "@type": "dcat:Catalog",
        "dct:title": _said(_("Open data of voluntary service")),
        "dct:description": _said(_("Figures of voluntary service by region and month, with what they mean.")),
        "foaf:homepage": {"@id": addresses.full("open")},
        "dcat:dataset": [{"@id": one["@id"]} for one in (*series, *versions, *live)],
    }
    publisher = {
        "@id": f"{settings.SITE_URL}/#publisher",
        "@type": "foaf:Agent",
        "foaf:name": settings.SITE_NAME or "Volunteer Cloud 志愿云",
        "foaf:homepage": {"@id": settings.SITE_URL + "/"},
    }
    return {"@context": CONTEXT, "@graph": [whole | about, publisher, *series, *versions, *live]}


def _series(dataset: Dataset, snapshots: Sequence[Snapshot], about: dict[str, Any]) -> dict[str, Any]:
    said = (
        _about(dataset)
        | about
        | {
            "@id": addresses.identity(dataset.code),
            "@type": "dcat:DatasetSeries",
            "dct:accrualPeriodicity": {"@id": MONTHLY},
        }
    )
    if snapshots:
        said["dcat:last"] = {"@id": addresses.identity(dataset.code, snapshots[0].named)}
    return said


def _version(dataset: Dataset, snapshots: Sequence[Snapshot], number: int, about: dict[str, Any]) -> dict[str, Any]:
    """A version with what came before it: an earlier one of its month, else the month before."""
    snapshot = snapshots[number]
    identity = addresses.identity(dataset.code, snapshot.named)
    said = (
        _about(dataset)
        | about
        | {
            "@id": identity,
            "@type": "dcat:Dataset",
            "dcat:inSeries": {"@id": addresses.identity(dataset.code)},
            "dcat:version": str(snapshot.version),
            "dct:identifier": identity,
            "dct:issued": _typed(snapshot.made_at.isoformat(), "dateTime"),
            "dct:conformsTo": {"@id": addresses.file(dataset.code, snapshot.named, "csv-metadata.json")},
            "dcat:distribution": [_distribution(snapshot, form) for form in Form],
        }
    )
    if dataset.is_monthly:
        end = periods.month(snapshot.month).end
        said["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(str(snapshot.month), "date"),
            "dcat:endDate": _typed(str(end.fromordinal(end.toordinal() - 1)), "date"),
        }
    if number + 1 < len(snapshots):
        before = snapshots[number + 1]
        word = "dcat:previousVersion" if before.month == snapshot.month else "dcat:prev"
        said[word] = {"@id": addresses.identity(dataset.code, before.named)}
    return said


def _distribution(snapshot: Snapshot, form: Form) -> dict[str, Any]:
    address, file = addresses.of(snapshot, form.value), snapshot.files[form.value]
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": f"{snapshot.dataset} {snapshot.named} {form.value}",
        "dct:license": {"@id": settings.DATA_LICENCE},
        "dcat:accessURL": {"@id": addresses.identity(snapshot.dataset)},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": MEDIA_TYPES + MEDIA[form].partition(";")[0]},
        "dcat:byteSize": _typed(str(file["bytes"]), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(file["sha256"], "hexBinary"),
        },
    }


def _live(path: str, title: str | Promise, media: str, standard: str, about: dict[str, Any]) -> dict[str, Any]:
    address = linked.full(path)
    distribution = {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": address},
        "dcat:mediaType": {"@id": MEDIA_TYPES + media},
        "dct:license": {"@id": settings.DATA_LICENCE},
    }
    said = about | {
        "@id": address + "#dataset",
        "@type": "dcat:Dataset",
        "dct:title": _said(title),
        "dct:description": _said(title),
        "dct:accrualPeriodicity": {"@id": ALWAYS},
        "dcat:distribution": [distribution],
    }
    return said | {"dct:conformsTo": {"@id": standard}} if standard else said


def _about(dataset: Dataset) -> dict[str, Any]:
    return {"dct:title": _said(dataset.title), "dct:description": _said(dataset.about)}


def _said(text: str | Promise) -> list[dict[str, str]]:
    return [{"@value": word, "@language": tag} for tag, word in in_both(text).items()]


def _typed(value: str, name: str) -> dict[str, str]:
    return {"@value": value, "@type": f"xsd:{name}"}
