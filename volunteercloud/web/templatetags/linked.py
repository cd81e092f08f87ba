"""What search engines read in a page (schema.org), as a data block: {% load linked %} and one tag in the page's head."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Protocol

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.needs.models import PUBLIC, Need
from volunteercloud.domain.organizations import posters
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.search.models import Document
from volunteercloud.web.open import linked

register = template.Library()

MOST_SHIFTS = 20


class Offer(Protocol):
    """A shift as the page of its project offers it."""

    shift: Shift


class Line(Protocol):
    """A result as a page lists it."""

    document: Document


@register.simple_tag
def linked_organization(organization: Organization, above: Sequence[object] = ()) -> SafeString:
    steps = [(_("Organizations"), reverse("public:organizations"))]
    steps += [(node.name, posters.path_of(node.number)) for node in above]
    steps.append((organization.name, posters.path_of(organization.number)))
    return _block(linked.of_organization(organization, above), linked.crumbs(steps))


@register.simple_tag
def linked_project(project: Project, offers: Iterable[Offer]) -> SafeString:
    """The project with the first of its shifts to come."""
    shifts = [offer.shift for offer in islice(offers, MOST_SHIFTS)]
    steps = [(_("Find service"), reverse("volunteer:find")), (project.title, linked.project_path(project))]
    return _block(linked.of_project(project, shifts), linked.crumbs(steps))


@register.simple_tag
def linked_need(need: Need) -> SafeString:
    """A need, for as long as somebody is sought."""
    steps = [(_("Needs"), reverse("needs:board")), (need.title, f"/needs/{need.number}/")]
    demands = [linked.of_need(need)] if need.state in PUBLIC else []
    return _block(*demands, linked.crumbs(steps))


@register.simple_tag
def linked_found(lines: Iterable[Line]) -> SafeString:
    """A page of results; nothing where there is none."""
    documents = [line.document for line in lines]
    return _block(linked.found(documents)) if documents else SafeString("")


def _block(*said: linked.Said) -> SafeString:
    return format_html('<script type="application/ld+json">{}</script>', linked.script(said))
