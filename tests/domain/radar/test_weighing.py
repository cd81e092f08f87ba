"""What is enough for a case: read aloud in `weighing`, line by line here."""

from uuid import uuid4

from tests.domain.radar.factories import DAY, DEFAULTS, ENDS, HERE, HOUR, LEADER, added, picture, window
from volunteercloud.domain.radar import weighing
from volunteercloud.domain.radar.gathering import Person
from volunteercloud.domain.radar.rulebook import RULES

NEWCOMER = Person(ENDS + 5 * DAY, HERE)
WORD = {"entry.without_sign_up", "entry.faster_than_activity"}


def suspects(number, **changes):
    """Added afterwards, hours apart, and registered after the end: weak reasons of two kinds."""
    times = [ENDS + 10 * DAY + one * HOUR for one in range(number)]
    return [added(shift_id=uuid4(), person=NEWCOMER, written_at=at, **changes) for at in times]


def held(entries, *, quiet=None, in_question=(), **changes):
    found = weighing.held(window(entries, **changes), DEFAULTS, quiet or {}, in_question)
    return {record_id: set(said) for record_id, said in found.items()}


def test_weak_reasons_are_enough_where_they_are_of_two_kinds():
    assert not weighing.is_enough(WORD)
    assert not weighing.is_enough({"travel.impossible"})
    assert weighing.is_enough({*WORD, "travel.impossible"})


def test_a_strong_reason_is_enough_alone():
    strong = [rule.code for rule in RULES if rule.weight == "strong"]
    assert strong == ["point.same", "device.same", "proof.again"]
    assert all(weighing.is_enough({code}) for code in strong)


def test_one_or_two_may_be_an_accident_three_are_a_case():
    entries = suspects(3)
    assert held(entries[:2]) == {}
    assert held(entries) == {one.record_id: {*WORD, "member.after_end"} for one in entries}


def test_they_must_be_of_one_hand():
    assert held([*suspects(2), *suspects(2, entered_by=uuid4())]) == {}


def test_an_open_case_takes_any_number():
    (one,) = suspects(1)
    assert held([one], in_question={LEADER}).keys() == {one.record_id}


def test_one_strong_reason_makes_a_case():
    first, again = added(grade="D"), added(grade="D", shift_id=uuid4())
    pictures = [picture(first, digest=b"1", bits=None), picture(again, digest=b"1", bits=None)]
    assert held([first, again], pictures=pictures) == {again.record_id: {*WORD, "proof.again"}}


def test_the_same_hand_is_a_reason_where_most_it_entered_so_is_suspect():
    entries, plain = suspects(5), added(shift_id=uuid4(), written_at=ENDS + 11 * DAY)
    assert held([*entries, plain])[plain.record_id] == {*WORD, "entry.same_hand"}
    assert plain.record_id not in held([*entries[:4], plain])
    many = [added(shift_id=uuid4(), written_at=ENDS + day * DAY) for day in range(11, 17)]
    assert held([*entries, *many]).keys() == {one.record_id for one in entries}


def test_what_was_dismissed_weighs_nothing():
    entries = suspects(3)
    quiet = {one.record_id: ["member.after_end"] for one in entries}
    assert held(entries, quiet=quiet) == {}
    assert held(entries, quiet={entries[0].record_id: ["member.after_end"]}) == {}
