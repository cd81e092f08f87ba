"""Who may not, what there is not, and what is asked twice: a step leaves everything as it is."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories as projects
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import (
    absences,
    changing,
    copying,
    covering,
    pausing,
    planning,
    series,
    signing_up,
    standing_by,
)
from volunteercloud.domain.activities.models import AbsenceKind, Activity, Pause, Series, Shift, SignUp
from volunteercloud.domain.audit.models import Entry

DAY = timedelta(days=1)


@pytest.fixture
def stranger(owner):
    return organizations.person("立夏")


def take(shift, somebody, at):
    return signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at)


def code_of(step):
    with pytest.raises(Refused) as refused:
        step()
    return refused.value.code


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Activity, Pause, Series, Shift, SignUp, Entry)]


def test_what_there_is_not_is_not_found(owner, organization, shift, volunteer, at):
    within = {"actor": owner, "organization_id": organization.id, "at": at}
    times = {"starts_at": at + DAY, "ends_at": at + DAY + timedelta(hours=2), "places": 2}
    pattern = series.Pattern(weekdays=[6], from_on=at.date())
    slot = series.Slot(post_id=shift.post_id, starts=time(10), ends=time(12), places=1)
    nobodys = {"organization_id": organization.id, "shift_id": shift.id, "volunteer_id": volunteer.id}
    draft = planning.PostDraft(name="送餐员")
    before = rows()
    for step in (
        lambda: planning.add_activity(**within, project_id=uuid4(), title="送餐"),
        lambda: planning.add_post(**within, activity_id=uuid4(), draft=draft),
        lambda: planning.add_shifts(**within, post_id=uuid4(), **times),
        lambda: planning.change_places(**within, shift_id=uuid4(), places=3),
        lambda: series.start_series(**within, activity_id=uuid4(), pattern=pattern, slots=[slot]),
        lambda: series.extend_series(**within, series_id=uuid4()),
        lambda: pausing.remove_pause(**within, pause_id=uuid4()),
        lambda: pausing.add_pause(
            actor=owner, organization_id=uuid4(), from_on=at.date(), to_on=at.date(), reason="放假一天", at=at
        ),
        lambda: covering.withdraw_cover(**within, cover_id=uuid4()),
        lambda: signing_up.cancel_sign_up(actor=volunteer, **nobodys, at=at),
        lambda: absences.decide_absence(
            actor=owner, **nobodys, kind=AbsenceKind.EXCUSED, answer="核对过现场照片。", at=at
        ),
    ):
        with pytest.raises(NotFound):
            step()
    assert rows() == before


def test_strangers_touch_nobodys_place(shift, volunteer, stranger, at):
    take(shift, volunteer, at)
    key = factories.key(shift, volunteer)
    where = {"organization_id": shift.organization_id, "shift_id": shift.id}
    before = rows()
    for step in (
        lambda: signing_up.sign_up(actor=stranger, **key, at=at),
        lambda: signing_up.cancel_sign_up(actor=stranger, **key, at=at),
        lambda: signing_up.accept_offer(actor=stranger, **key, at=at),
        lambda: signing_up.expire_offer(actor=stranger, **key, at=at),
        lambda: signing_up.decide_sign_up(actor=stranger, **key, approve=False, reason="名额已满", at=at),
        lambda: signing_up.cancel_shift(actor=stranger, **where, reason="场地检修", at=at),
        lambda: standing_by.stand_by(actor=stranger, **key, at=at),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert rows() == before


def test_a_settled_place_is_accepted_again_and_never_expires(shift, volunteer, system, at):
    take(shift, volunteer, at)
    key = factories.key(shift, volunteer)
    before = rows()
    assert signing_up.accept_offer(actor=volunteer, **key, at=at).state == "confirmed"
    assert signing_up.expire_offer(actor=system, **key, at=shift.starts_at).state == "confirmed"
    assert rows() == before


def test_a_shift_is_called_off_before_it_begins_and_with_a_reason(owner, shift, at):
    cancel = {"actor": owner, "organization_id": shift.organization_id, "shift_id": shift.id}
    assert code_of(lambda: signing_up.cancel_shift(**cancel, reason="场地检修", at=shift.starts_at)) == "shift.begun"
    assert code_of(lambda: signing_up.cancel_shift(**cancel, reason="雨 ", at=at)) == "shift.reason"
    assert Shift.objects.get().state == "open"


def test_standing_by_twice_is_once_and_asks_what_signing_up_asks(owner, organization, shift, volunteer, at):
    for name in ("芒种", "夏至"):
        take(shift, organizations.person(name), at)
    stand_by = {"actor": volunteer, **factories.key(shift, volunteer)}
    assert code_of(lambda: standing_by.stand_by(**stand_by, at=shift.starts_at)) == "signup.started"
    first = standing_by.stand_by(**stand_by, at=at)
    standing_by.call_standby(
        actor=owner, organization_id=organization.id, shift_id=shift.id, wanted=1, at=shift.starts_at
    )
    again = standing_by.stand_by(**stand_by, at=shift.starts_at)
    assert (first.state, again.state, again.since) == ("ready", "called", at)


def test_a_series_ends_with_a_reason(owner, shift, at):
    found = series.start_series(
        actor=owner,
        organization_id=shift.organization_id,
        activity_id=shift.activity_id,
        pattern=series.Pattern(weekdays=[6], from_on=date(2026, 5, 23)),
        slots=[series.Slot(post_id=shift.post_id, starts=time(10), ends=time(12), places=1)],
        at=at,
    )
    end = {"actor": owner, "organization_id": found.organization_id, "series_id": found.id, "at": at}
    assert code_of(lambda: changing.end_series(**end, from_on=date(2026, 5, 30), reason="搬 ")) == "shift.reason"
    assert Series.objects.get().ended_at is None


def test_a_template_has_a_name_and_a_project_without_dates_is_copied_with_none(owner, organization, at):
    draft = projects.draft(owner, organization, at)
    within = {"actor": owner, "organization_id": organization.id, "project_id": draft.id, "at": at}
    assert code_of(lambda: copying.keep_template(**within, name="  ")) == "template.name"
    copy = copying.copy_project(**within, first_on=date(2026, 8, 3))
    assert (copy.recruits_from, Shift.objects.count(), Series.objects.count()) == (None, 0, 0)
