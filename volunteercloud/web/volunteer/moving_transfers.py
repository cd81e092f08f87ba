"""Records that move between sites: choosing the other one, agreeing at both, and following how far it is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.transfers import actions, queries, terms
from volunteercloud.domain.transfers.models import Side, State
from volunteercloud.web import answers
from volunteercloud.web import moving_words as words

from . import whom
from .moving_forms import AgreementForm, NodeForm

BRING, TAKE = "bring", "take"
# How a transfer ends because somebody wished it: nothing to worry about.
BY_WISH = {"transfer.withdrawn", "transfer.replaced"}


@login_required
@require_safe
def choose(request, way):
    """The sites that are trusted, by name or region."""
    about = whom.of(request)
    volunteer = identity_queries.profile(answers.actor_of(request), about.id)
    form = NodeForm(request.GET or None)
    wanted = form.cleaned_data["place"] if form.is_valid() else ""
    nodes = [_line(node, request.LANGUAGE_CODE) for node in node_queries.trusted() if not node.is_national]
    facts = {
        "whom": about,
        "volunteer": volunteer,
        "brings": way == BRING,
        "way": way,
        "form": form,
        "wanted": wanted,
        "is_empty": not nodes,
        "nodes": [line for line in nodes if wanted.casefold() in _searched(line)],
    }
    return render(request, "volunteer/moving/choose.html", facts)


def _line(node, language):
    return {
        "node": node,
        "title": words.title(node, node.name),
        "regions": [region_queries.full_name(code, language) for code in node.regions],
    }


def _searched(line):
    node = line["node"]
    return " ".join([node.name, node.title, node.title_en, *line["regions"]]).casefold()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request, way, node_name):
    """What moves and what for, with both names; agreeing asks the other site."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    volunteer, node = identity_queries.profile(actor, about.id), _trusted(node_name)
    form = AgreementForm(request.POST or None)
    transfer = form.is_valid() and answers.run(
        form,
        lambda: actions.ask(
            actor=actor, volunteer_id=about.id, node_name=node.name, bring=way == BRING, at=now, **form.given
        ),
    )
    if transfer:
        return redirect(reverse("volunteer:transfer", args=[transfer.id]) + about.query)
    facts = {
        "whom": about,
        "volunteer": volunteer,
        "brings": way == BRING,
        "way": way,
        **_terms(node, brings=way == BRING),
    }
    return answers.form_page(request, "volunteer/moving/agreement.html", form, **facts)


def _trusted(node_name):
    node = node_queries.confirmed(node_name)
    if node is None or node.is_national:
        raise NotFound
    return node


def _terms(node, *, brings):
    place, here = words.title(node, node.name), words.own_title()
    origin, receiver = (place, here) if brings else (here, place)
    return {"node": node, "place": place, "here": here, "title": terms.TITLE, "text": terms.text(origin, receiver)}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request, transfer_id):
    """What another site was asked for this person: agree here, or say no."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    found = next((each for each in queries.awaited(actor, about.id, now) if each.transfer_id == transfer_id), None)
    if found is None:  # agreed to already, on another page
        return redirect(reverse("volunteer:transfer", args=[transfer_id]) + about.query)
    form = AgreementForm(request.POST or None)
    if request.POST.get("do") == "decline":
        actions.decline(actor=actor, volunteer_id=about.id, transfer_id=transfer_id, at=now)
        messages.success(request, _("You said no. Nothing moves, and the other place is told nothing."))
        return redirect(reverse("volunteer:moving") + about.query)
    agreed = form.is_valid() and answers.run(
        form, lambda: actions.agree(actor=actor, volunteer_id=about.id, transfer_id=transfer_id, at=now, **form.given)
    )
    if agreed:
        return redirect(reverse("volunteer:transfer", args=[transfer_id]) + about.query)
    facts = {"whom": about, "asked": found, **_terms(found.node, brings=found.bring)}
    return answers.form_page(request, "volunteer/moving/asked.html", form, **facts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request, transfer_id):
    """One transfer: how far it is, whose turn it is, and what became of each record."""
    actor, about, now = answers.actor_of(request), whom.of(request), answers.reader_now()
    whole = queries.one(actor, about.id, transfer_id)
    refusal = None
    if request.method == "POST":
        try:
            actions.decline(actor=actor, volunteer_id=about.id, transfer_id=transfer_id, at=now)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Called off. Everything counts where it did."))
            return redirect(reverse("volunteer:transfer", args=[transfer_id]) + about.query)
    facts = {"whom": about, "refusal": refusal, "now": now, **shown(whole)}
    return render(request, "volunteer/moving/transfer.html", facts, status=409 if refusal else 200)


def shown(whole):
    """What a page about a transfer shows, the person's and the officers'."""
    transfer = whole.transfer
    place = words.title(whole.node, transfer.node_name)
    refused = [(item, words.refused(item.code)) for item in whole.items if item.outcome == "refused"]
    brings = transfer.side == Side.RECEIVER
    return {
        "whole": whole,
        "transfer": transfer,
        "place": place,
        "brings": brings,
        "entries": _entries(whole, brings=brings),
        "origin": place if brings else words.own_title(),
        "receiver": words.own_title() if brings else place,
        "heading": words.way(transfer, place),
        "state": words.STATES[State(transfer.state)],
        "coming": words.coming(whole, place),
        "why": words.ended(transfer.code) if transfer.code else None,
        "why_kind": "" if transfer.code in BY_WISH else "look",
        "trouble": words.ended(transfer.trouble) if transfer.trouble else None,
        "course": [(moment, words.told(moment, whole.timeline[0].kind, place)) for moment in whole.timeline],
        "refused": refused,
        "items": [item for item in whole.items if item.outcome != "refused"],
        "parts": [words.PARTS[part] for part in words.PARTS if part in transfer.parts],
        "is_on_the_way": transfer.state == State.COMMITTED,
        "is_checked": any(item.outcome for item in whole.items),
    }


def _entries(whole, *, brings):
    """Where the entries of the origin's log are shown, in which the records were sealed; empty where that is not known."""
    log = reverse("log:overview")
    if not brings:
        return f"{log}entries/"
    return f"{whole.node.url}{log}entries/" if whole.node else ""


@login_required
@require_safe
def signed_steps(request, transfer_id):
    """The steps as both nodes signed them, one a line: they prove to anybody what was handed over."""
    documents = queries.steps(answers.actor_of(request), whom.id_of(request), transfer_id)
    if not documents:
        raise Http404
    answer = HttpResponse("\n".join(documents) + "\n", content_type="text/plain; charset=us-ascii")
    answer.headers["Content-Disposition"] = f'attachment; filename="transfer-{transfer_id}.jws.txt"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
