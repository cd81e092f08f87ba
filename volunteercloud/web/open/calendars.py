"""The open shifts of a project, an organization or a region as a calendar that anybody can subscribe to."""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as say
from django.utils.translation import override

from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.organizations import register
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import feeds, published
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.models import Document, Kind
from volunteercloud.web import answers

from . import serving

MOST_EVENTS = 300


@serving.open_data
def calendar(request):
    """By ?project=, ?organization= (its public number) or ?region=; nothing else, since a calendar is not a search."""
    language = request.GET.get("language", settings.LANGUAGE_CODE)
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with override(language):
        documents, name = _wanted(request, language)
        text = feeds.calendar_text(name, documents, language)
    return serving.answer(request, text, serving.CALENDAR, serving.A_WHILE)


def _wanted(request, language: str) -> tuple[list[Document], str]:
    if project := request.GET.get("project"):
        shifts = published.of_project(_identifier(project), MOST_EVENTS)
        return shifts, _called(published.named([_identifier(project)]).get(_identifier(project)), language)
    if number := request.GET.get("organization"):
        node = register.by_number(ids.clean_public_code(number))
        return _found(request, owner_id=node.organization_id), (language == "en" and node.name_en) or node.name
    if region := request.GET.get("region"):
        return _found(request, region_code=region_queries.region(region).code), region_queries.full_name(
            region, language
        )
    raise Refused(
        "open.calendar",
        "A calendar is of a project, an organization or a region.",
        next_step="Add one of them to the address: ?project=, ?organization= or ?region=.",
    )


def _found(request, **wanted: object) -> list[Document]:
    query = search_queries.Query(kinds=(Kind.SHIFT,), sort=search_queries.Sort.DATE, **wanted)
    return [hit.document for hit in search_queries.find(query, answers.reader_now(), MOST_EVENTS).hits]


def _called(project: Document | None, language: str) -> str:
    if project is None:
        return say("Open shifts")
    return (language == "en" and project.title_en) or project.title


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
