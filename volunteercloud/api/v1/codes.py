"""The code lists: everything that is chosen from a list is sent and answered as a code of one of these. Public."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api.fields import Day
from volunteercloud.domain.codes import queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.codes.models import Relation, Scheme

router = Router(tags=["codes"], auth=None)


class MatchOut(Schema):
    """A term of another classification, in its own words; `relation` is that of SKOS, `broad` means wider than ours."""

    scheme: Scheme
    target: str = Field(examples=["OlderPeople"])
    target_name: str = Field(examples=["Older People"])
    relation: Relation


class TermOut(Schema):
    code: str = Field(examples=["elderly"])
    name: str = Field(examples=["为老服务"])
    name_en: str = Field(examples=["Serving the elderly"])
    valid_from: date
    valid_to: date | None
    matches: list[MatchOut]

    @staticmethod
    def resolve_matches(term):
        return queries.matches(term.list).get(term.code, [])


class On(Schema):
    on: Day | None = Field(None, description="The day for which the list is asked; today if left out.")


@router.get("", response=list[CodeList], summary=_("Name the lists"))
def code_lists(request):
    return list(CodeList)


@router.get("/{name}", response=list[TermOut], summary=_("Show a list"))
def code_list(request, name: CodeList, day: Query[On]):
    """The terms that may be chosen on a day, in the order people expect, with what others call the same."""
    return queries.terms(name, day.on or timezone.localdate())
