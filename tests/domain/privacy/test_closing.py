"""An account is closed: nothing names the person any more, and what was certified and sealed still holds."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.domain.attendance import factories as attendance
from volunteercloud.core import masters, sealing
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Consent, Volunteer
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.privacy import actions, queries, tasks
from volunteercloud.domain.privacy.models import Closing, Sealed, State
from volunteercloud.domain.records import self_audit
from volunteercloud.domain.records.models import ServiceRecord

TEXT_COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb', 'ARRAY')
"""


def found_in_tables(said: str) -> list[str]:
    """Every column of every table that says it."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TEXT_COLUMNS)
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}"::text LIKE %s LIMIT 1', [f"%{said}%"])
            found += [f"{table}.{column}"] if cursor.fetchone() else []
    return found


@pytest.fixture
def served(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return at + timedelta(days=30)


@pytest.fixture
def asked(served, volunteer):
    return actions.ask_to_close(actor=volunteer, volunteer_id=volunteer.id, at=served)


@pytest.fixture
def name(volunteer):
    return Volunteer.objects.get(id=volunteer.id).name


def test_nothing_names_a_person_who_closed_their_account(asked, volunteer, name):
    number = Volunteer.objects.get(id=volunteer.id).number
    assert found_in_tables(name) != []

    assert tasks.close_at(asked.closes_at) == 1

    assert found_in_tables(name) == []
    assert Sealed.objects.filter(volunteer_id=volunteer.id).exists()
    with pytest.raises(NotFound):
        identity_queries.volunteer_by_number(number)
    with pytest.raises(NotFound):
        identity_queries.profile(volunteer, volunteer.id)


def test_records_are_sealed_and_the_log_still_proves_them(asked, volunteer, log_files):
    log_actions.integrate(asked.asked_at)
    tasks.close_at(asked.closes_at)

    version = ServiceRecord.objects.get(volunteer_id=volunteer.id)
    assert (version.recorder_name, version.trail, version.details_sealed is None) == ("", [], False)
    assert self_audit.audit(asked.closes_at).findings == []


def test_what_is_kept_of_a_closed_account_is_sealed_anew_under_another_master_key(asked, volunteer, settings, tmp_path):
    tasks.close_at(asked.closes_at)
    places = {str(place): place for place in sealing.places()}
    mine = {name: opened(places[name]) for name in ("privacy_sealed.sealed", "records_servicerecord.details_sealed")}
    assert [len(mine["records_servicerecord.details_sealed"]), mine["privacy_sealed.sealed"] != {}] == [1, True]

    first, second = settings.MASTER_KEYS.known(1), masters.made(2, masters.Suite.SM, 0.0)
    settings.MASTER_KEYS = masters.Ring({masters.NAME: f"{first.written()} {second.written()}"}, tmp_path)
    assert {name: sum(sealing.reseal(places[name])) for name in mine} == {
        name: len(held) for name, held in mine.items()
    }
    settings.MASTER_KEYS = masters.Ring({masters.NAME: second.written()}, tmp_path)
    assert {name: opened(places[name]) for name in mine} == mine


def opened(place):
    """What stands in the rows of a place, by row."""
    field = place.model._meta.get_field(place.field)
    rows = place.model.objects.exclude(**{place.field: None}).values(
        "pk", *(one.attname for one in place.model._meta.local_fields)
    )
    return {row["pk"]: field.opened(row) for row in rows}


def test_it_can_be_called_off_and_asked_for_again(asked, volunteer):
    again = actions.ask_to_close(actor=volunteer, volunteer_id=volunteer.id, at=asked.asked_at)
    assert again.id == asked.id

    actions.call_off_closing(actor=volunteer, volunteer_id=volunteer.id, at=asked.asked_at)

    assert tasks.close_at(asked.closes_at) == 0
    assert Closing.objects.get().state == State.CALLED_OFF


def test_nobody_else_asks_and_nobody_but_the_worker_closes(asked, owner, volunteer):
    for action in (actions.ask_to_close, actions.call_off_closing, actions.restrict):
        with pytest.raises(NotAllowed):
            action(actor=owner, volunteer_id=volunteer.id, at=asked.asked_at)
    with pytest.raises(NotAllowed):
        actions.close_account(actor=volunteer, volunteer_id=volunteer.id, at=asked.closes_at)
    with pytest.raises(NotFound):
        actions.close_account(actor=tasks.CLERK, volunteer_id=volunteer.id, at=asked.asked_at)


def test_what_others_wait_for_is_settled_first(shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at - timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        actions.ask_to_close(actor=volunteer, volunteer_id=volunteer.id, at=at - timedelta(days=1))
    assert refusal.value.code == "closing.sign_ups"


def test_restricting_withdraws_every_consent_that_may_be(volunteer, at):
    actions.restrict(actor=volunteer, volunteer_id=volunteer.id, at=at)
    standing = Consent.objects.filter(volunteer_id=volunteer.id, withdrawn_at__isnull=True)
    assert set(standing.values_list("purpose", flat=True)) <= {"service"}
    assert actions.restrict(actor=volunteer, volunteer_id=volunteer.id, at=at) == 0


def test_a_person_sees_every_field_and_nobody_else_does(served, owner, volunteer, name):
    told = {(one["model"], one["when_closed"]): one for one in queries.everything(volunteer, volunteer.id)}
    assert told["identity.Volunteer", "sealed"]["rows"][0]["name"] == name
    assert "password" in told["identity.Account", "emptied"]["kept_and_not_shown"]
    assert told["attendance.Scan", "emptied"]["rows"] != []
    with pytest.raises(NotFound):
        list(queries.everything(owner, volunteer.id))
