"""What a node says of itself: every month once, again only where it comes to something else, and never of anybody."""

from datetime import timedelta

import pytest

from tests.domain.attendance import factories as attendance
from volunteercloud.core import proofs
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.national import actions, documents, publishing
from volunteercloud.domain.national.models import Issued
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.models import RecordHead

CLERK = system("national")
DAY = timedelta(days=1)


@pytest.fixture
def after(shift):
    return shift.ends_at + timedelta(hours=1)


@pytest.fixture
def served(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return RecordHead.objects.get()


def issue(at):
    return [(each.period, each.version, each.reason) for each in actions.issue(actor=CLERK, at=at)]


def values(period):
    newest = Issued.objects.filter(period=period).order_by("-version").first()
    cells = documents.read(papers.read(newest.text), nodes_queries.own_name()).cells
    return {(*key, name): value for key, told in cells.items() for name, value in told.items()}


def test_the_running_month_is_said_once_a_day(served, after):
    assert issue(after) == [("2026-05", 1, "running")]
    assert issue(after) == []
    assert issue(after + DAY) == [("2026-05", 2, "running")]


def test_hours_are_told_by_home_and_by_place_with_kind_and_grade(served, after):
    issue(after)
    told = values("2026-05")
    of_service = {key: told[key] for key in told if key[1] == "service"}
    assert of_service == {
        ("990101", "service", "A", "counted.records"): 1,
        ("990101", "service", "A", "counted.minutes"): 120,
        ("990101", "service", "A", "given.records"): 1,
        ("990101", "service", "A", "given.minutes"): 120,
    }
    assert told["990101", "", "", "people.served"] == 1
    assert told["990101", "", "", "organizations.at_work"] == 1


def test_a_month_that_is_over_is_closed_and_changes_only_by_corrections(served, owner, volunteer, after):
    issue(after)
    june = after + 31 * DAY
    assert issue(june) == [("2026-05", 2, "closing"), ("2026-06", 1, "running")]
    assert values("2026-05")["990101", "", "", "organizations.at_work"] == 1
    record_actions.revoke_record(
        actor=owner, volunteer_id=volunteer.id, record_id=served.record_id, reason="那天没有来。", at=june
    )
    assert issue(june) == [("2026-05", 3, "corrections")]
    told = values("2026-05")
    assert ("990101", "service", "A", "counted.minutes") not in told
    # What there was at the end of May can't be counted again: it stays as it was.
    assert told["990101", "", "", "organizations.at_work"] == 1


def test_what_moved_is_given_here_and_counted_elsewhere(served, after):
    RecordHead.objects.update(whereabouts="moved", moved_to="bailu.example", moved_version=1)
    issue(after)
    told = values("2026-05")
    assert told["990101", "service", "A", "given.minutes"] == 120
    assert ("990101", "service", "A", "counted.minutes") not in told


def test_what_was_brought_along_is_counted_where_the_person_lives(served, volunteer, after):
    RecordHead.objects.update(origin="bailu.example")
    Volunteer.objects.filter(id=volunteer.id).update(region_id="990102")
    issue(after)
    told = values("2026-05")
    assert told["990102", "service", "A", "counted.minutes"] == 120
    assert ("990101", "service", "A", "given.minutes") not in told


def test_what_arrives_is_counted_nowhere_yet(served, after):
    RecordHead.objects.update(whereabouts="arriving", origin="bailu.example")
    issue(after)
    assert [key for key in values("2026-05") if key[1] == "service"] == []


def test_each_version_names_the_one_before(served, after):
    issue(after)
    issue(after + DAY)
    first, second = (papers.read(each.text) for each in Issued.objects.order_by("version"))
    assert first["previous"] == ""
    assert second["previous"] == documents.text_of(bytes(Issued.objects.get(version=1).digest))


def test_its_digest_stands_in_the_log(served, after, log_files):
    issue(after)
    assert publishing.figures("") == {"documents": [], "more": False}  # it still waits for its place
    log_actions.integrate(after)
    (sent,) = publishing.figures("")["documents"]
    proved = proofs.verify_record(sent["proof"], log_queries.own_keys().log)
    assert proved.kind == "figures/1"
    assert documents.text_of(papers.digest(sent["text"])) in proved.content
    assert publishing.figures(sent["id"])["documents"] == []


def test_no_row_of_a_person_is_in_it(served, owner, volunteer, organization, after):
    issue(after)
    document = papers.read(Issued.objects.get().text)
    text = str(document)
    number = Volunteer.objects.get(id=volunteer.id).number
    private = [volunteer.label, number, str(volunteer.id), owner.label, organization.name, str(served.record_id)]
    assert [each for each in private if each in text] == []
    assert sorted(document) == ["at", "cells", "closed", "form", "node", "period", "previous", "reason", "version"]
    assert {tuple(sorted(cell)) for cell in document["cells"]} == {("grade", "kind", "region", "values")}


def test_nobody_who_is_signed_in_issues_figures(served, owner, after):
    with pytest.raises(NotAllowed):
        actions.issue(actor=owner, at=after)
    assert Issued.objects.count() == 0
