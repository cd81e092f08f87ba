from datetime import timedelta

from tests.domain.objections.factories import DAY, answered, appealed, case_of, decided, raised
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.objections import tasks
from volunteercloud.domain.objections.models import Objection, State

SECOND = timedelta(seconds=1)


def state():
    return Objection.objects.get().state


def templates_for(actor):
    return list(Message.objects.filter(recipient_id=actor.id).order_by("id").values_list("template", flat=True))


def test_what_is_not_answered_goes_to_the_officers(volunteer, owner, head, later):
    objection = raised(volunteer, head, later)
    assert tasks.keep_deadlines_at(objection.due_at - SECOND) == 0
    assert tasks.keep_deadlines_at(objection.due_at) == 1
    assert (state(), case_of(objection).submitted_by) == (State.REFERRED, volunteer.id)
    assert templates_for(volunteer)[-1] == templates_for(owner)[-1] == "objection_unanswered"
    assert tasks.keep_deadlines_at(objection.due_at) == 0


def test_officers_are_reminded_once(volunteer, owner, officer, above, head, later):
    objection = answered(owner, raised(volunteer, head, later), later)
    for _again in range(2):
        tasks.keep_deadlines_at(objection.due_at)
    assert templates_for(officer) == ["objection_overdue"]
    assert templates_for(above) == []  # nearest first: the region has an officer of its own
    assert state() == State.REFERRED


def test_a_decision_becomes_final(volunteer, owner, officer, head, later):
    objection = decided(officer, answered(owner, raised(volunteer, head, later), later), later, "dismissed")
    assert tasks.keep_deadlines_at(later + 15 * DAY - SECOND) == 0
    assert tasks.keep_deadlines_at(objection.due_at) == 1
    assert state() == State.FINAL


def test_an_appeal_is_not_forgotten_either(volunteer, owner, officer, above, head, later):
    objection = decided(officer, answered(owner, raised(volunteer, head, later), later), later, "dismissed")
    waiting = appealed(volunteer, objection, later)
    assert tasks.keep_deadlines_at(waiting.due_at) == 1
    assert "objection_overdue" in templates_for(above)
    assert state() == State.APPEALED
