"""Records that move between sites, at the officer's desk: what needs a look, how much moved, and the way by file."""

from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.identity import names
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.transfers import actions, counting, differing, queries
from volunteercloud.domain.transfers import files as transfer_files
from volunteercloud.domain.transfers.models import OPEN, State
from volunteercloud.web import answers, cursors
from volunteercloud.web import moving_words as words
from volunteercloud.web.volunteer.moving_transfers import shown

from .desk import officers_only

OVER = tuple(state for state in State if state not in OPEN)
PARTS = {
    "look": (_("Needs a look"), {"troubled": True}),
    "open": (pgettext_lazy("transfers", "Under way"), {"states": OPEN}),
    "over": (pgettext_lazy("transfers", "Finished"), {"states": OVER}),
}
A_YEAR = timedelta(days=366)
LARGEST_MEGABYTES = transfer_files.LARGEST // 1_000_000


class NodeChoiceForm(forms.Form):
    node = forms.ChoiceField(label=_("For which site"), widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["node"].choices = [
            (node.name, pgettext("between a page and its site", " · ").join([words.title(node, node.name), node.name]))
            for node in node_queries.trusted()
            if not node.is_national
        ]


class FileForm(forms.Form):
    file = forms.FileField(label=_("File of the other site"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_file(self):
        """Told by its size before a byte is read."""
        file = self.cleaned_data["file"]
        if file.size > transfer_files.LARGEST:
            message = _("This file is over %(number)s MB: no file of transfers is.")
            raise ValidationError(message, params={"number": LARGEST_MEGABYTES})
        return file


@require_safe
@officers_only(Right.IDENTITY, Right.RECORDS)
def transfers(request, desk):
    """What needs a look comes first; names are masked in lists."""
    region = desk.region(request.GET.get("region"))
    troubled = queries.of_region(desk.officer, region, troubled=True)
    may_look_up = desk.covers(region, Right.IDENTITY)
    misnamed = differing.of_region(desk.officer, region, desk.at) if may_look_up else []
    part = request.GET.get("part")
    part = part if part in PARTS else ("look" if troubled or misnamed else "open")
    before = cursors.read(request.GET.get("after"), cursors.instant, UUID)
    found = queries.of_region(desk.officer, region, before=before, **PARTS[part][1])
    page = found[: queries.PAGE]
    titles = words.titles({each.node_name for each in (*page, *misnamed)})
    facts = {
        "desk": desk,
        "region": region,
        "parts": [(name, label, name == part) for name, (label, _filter) in PARTS.items()],
        "part": part,
        "troubled": len(troubled) + len(misnamed),
        "misnamed": [_line(each, titles[each.node_name]) for each in misnamed] if part == "look" and not before else [],
        "rows": [_row(each, titles[each.node_name]) for each in page],
        "cursor": cursors.written(page[-1].begun_at, page[-1].id) if len(found) > len(page) else "",
        "months": counting.by_month(desk.officer, region, _a_year_back(desk.at)),
        "may_carry": _may_carry(desk),
    }
    return render(request, "office/transfers/transfers.html", facts)


def _row(transfer, place):
    return {
        "transfer": transfer,
        "name": names.masked(transfer.volunteer.name) or transfer.volunteer.number,
        "way": words.way(transfer, place),
        "state": words.STATES[State(transfer.state)],
        "why": words.ended(transfer.trouble or transfer.code) if transfer.trouble or transfer.code else None,
    }


def _line(misnamed, place):
    return {
        "misnamed": misnamed,
        "place": place,
        "differences": [words.difference(one, misnamed.characters) for one in misnamed.differences],
    }


def _a_year_back(at: datetime) -> datetime:
    return timezone.localtime(at - A_YEAR).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


@require_safe
@officers_only(Right.IDENTITY, Right.RECORDS)
def transfer(request, desk, volunteer_id, transfer_id):
    """One transfer as the person sees it; that it was opened stands in the trail, and the person reads it."""
    whole = actions.open_transfer(actor=desk.officer, volunteer_id=volunteer_id, transfer_id=transfer_id, at=desk.at)
    facts = {"desk": desk, "volunteer_id": volunteer_id, **shown(whole)}
    response = render(request, "office/transfers/transfer.html", facts)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only(Right.IDENTITY)
def files(request, desk):
    """The way without a network: a file for another site."""
    _check_carries(desk)
    form = NodeChoiceForm(request.POST or None)
    packed = form.is_valid() and answers.run(
        form,
        lambda: transfer_files.packed(actor=desk.officer, node_name=form.cleaned_data["node"], at=desk.at),
    )
    return _as_file(packed, desk.at) if packed else _files(request, desk, form, FileForm())


@require_POST
@officers_only(Right.IDENTITY)
def answer(request, desk):
    """Take in a file of another site. The answer to carry back is what comes of it."""
    _check_carries(desk)
    form = FileForm(request.POST, request.FILES)
    taken = form.is_valid() and answers.run(form, lambda: _take_in(desk, form.cleaned_data["file"]))
    return _as_file(taken.answer, desk.at) if taken else _files(request, desk, NodeChoiceForm(), form)


def _take_in(desk, file):
    content = file.read().decode("ascii", errors="replace")
    return transfer_files.taken_in(actor=desk.officer, content=content, at=desk.at)


def _files(request, desk, form, file_form):
    facts = {"desk": desk, "file_form": file_form}
    response = answers.form_page(request, "office/transfers/files.html", form, **facts)
    response.status_code = 422 if form.errors or file_form.errors else 200
    return response


def _as_file(packed, at):
    name = f"transfers-{packed.node_name.replace(':', '-')}-{timezone.localtime(at):%Y-%m-%d-%H%M}.jwe"
    response = HttpResponse(packed.content, content_type="application/jose; charset=us-ascii")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _may_carry(desk):
    """A file speaks of people of every region that this site speaks for: who carries it holds an office over all of them."""
    regions = node_queries.own().regions or [""]
    return all(desk.covers(code, Right.IDENTITY) for code in regions)


def _check_carries(desk):
    if not _may_carry(desk):
        raise NotAllowed(
            "identity.right_missing",
            _("A file holds transfers of every region of this site, and your office does not reach all of them."),
            next_step=_("Ask an officer of the whole site to carry it."),
        )
