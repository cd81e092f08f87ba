"""From a list to records: the dry run, what is asked, entering, sending again."""

import pytest

from tests.domain.bulk.conftest import row_of
from tests.domain.bulk.lists import HEADINGS
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.bulk.models import SheetLine
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead

pytestmark = pytest.mark.django_db


def test_a_list_becomes_records(desk, shift, served):
    sheet = desk.checked([HEADINGS, row_of(served)])
    assert (sheet.state, sheet.counts) == ("checked", {"ready": 1})
    assert RecordHead.objects.count() == 0

    done = desk.enter(sheet)
    assert (done.state, done.counts) == ("entered", {"entered": 1})
    head = RecordHead.objects.get()
    assert (head.grade, head.minutes, head.volunteer_id) == ("E", 120, served.id)
    assert SheetLine.objects.get().record_id == head.record_id == OrganizationRecord.objects.get().record_id


def test_who_is_not_signed_up_is_asked_about(desk, shift, served):
    stranger = organizations.person("大暑")
    sheet = desk.checked([HEADINGS, row_of(served), row_of(stranger)])
    assert desk.said(sheet) == [(2, "ready", ""), (3, "asks", "line.not_signed_up")]
