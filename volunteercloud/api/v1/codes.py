"""The code lists: everything that is chosen from a list is sent and answered as a code of one of these. Public."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from volunteercloud.api.fields import Day
from volunteercloud.domain.codes import queries
from volunteercloud.domain.codes.lists import CodeList

router = Router(tags=["codes"], auth=None)


class TermOut(Schema):
    code: str = Field(examples=["zh"])
    name: str = Field(examples=["中文"])
    name_en: str = Field(examples=["Chinese"])
    valid_from: date
    valid_to: date | None


class On(Schema):
    on: Day | None = Field(None, description="The day for which the list is asked; today if left out.")


@router.get("", response=list[CodeList], summary=_("Name the lists"))
def code_lists(request):
    return list(CodeList)


@router.get("/{name}", response=list[TermOut], summary=_("Show a list"))
def code_list(request, name: CodeList, day: Query[On]):
    """The terms that may be chosen on a day, in the order people expect."""
    return queries.terms(name, day.on or timezone.localdate())
