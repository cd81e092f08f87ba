"""Each rule where it speaks, beside the honest case next to it where it does not."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import translation

from tests.domain.radar import factories
from tests.domain.radar.factories import (
    DAY,
    DEFAULTS,
    ENDS,
    FAR,
    HERE,
    HOUR,
    LONG_AGO,
    MINUTE,
    SECOND,
    STARTS,
    added,
    before,
    entry,
    picture,
    reading,
    seen,
    window,
)
from volunteercloud.domain.radar import rulebook
from volunteercloud.domain.radar.gathering import Held, Person

POINT = (31.230412, 121.473698)


def hits(code, found):
    """Which entries a rule speaks about."""
    said = {hit.record_id for hit in rulebook.BY_CODE[code].find(found, DEFAULTS)}
    return [one for one in found.entries if one.record_id in said]


# word


def test_added_after_the_start_and_never_checked_in():
    late, on_the_spot = added(), seen(on_roster_at=STARTS + 10 * MINUTE)
    assert hits("entry.without_sign_up", window([late, entry(), on_the_spot])) == [late]


def test_added_on_the_minute_the_shift_begins():
    at_start, just_before = entry(on_roster_at=STARTS), entry(on_roster_at=STARTS - SECOND)
    assert hits("entry.without_sign_up", window([at_start, just_before])) == [at_start]


def test_entered_faster_than_it_lasted():
    fast = added()
    slow = added(on_roster_at=ENDS, written_at=ENDS + 2 * HOUR)
    assert hits("entry.faster_than_activity", window([fast, slow, entry()])) == [fast]
    (hit,) = rulebook.BY_CODE["entry.faster_than_activity"].find(window([fast]), DEFAULTS)
    assert hit.facts == {"took": 2, "lasted": 120}


def test_many_separate_entries_within_a_minute():
    def entries(number, apart):
        return [added(shift_id=uuid4(), written_at=ENDS + DAY + one * apart) for one in range(number)]

    rush = entries(6, 10 * SECOND)
    assert hits("entry.many_a_minute", window(rush)) == rush
    assert hits("entry.many_a_minute", window(entries(6, 12 * SECOND))) == []
    assert hits("entry.many_a_minute", window(entries(5, SECOND))) == []


def test_a_list_of_a_class_is_one_entry():
    assert hits("entry.many_a_minute", window([entry() for _ in range(40)])) == []


def test_nobody_was_seen_at_the_shift():
    alone = added()
    empty = {alone.shift_id: Held(STARTS, HERE, early=0, seen=0)}
    assert hits("activity.no_evidence", window([alone], shifts=empty)) == [alone]
    for early, there in ((1, 0), (0, 1)):
        known = {alone.shift_id: Held(STARTS, HERE, early=early, seen=there)}
        assert hits("activity.no_evidence", window([alone], shifts=known)) == []


# people


def test_registered_long_after_the_end():
    bought = added(person=Person(ENDS + 49 * HOUR, HERE))
    that_evening = added(person=Person(ENDS + 47 * HOUR, HERE))
    assert hits("member.after_end", window([bought, that_evening])) == [bought]


def test_some_pupils_of_a_class_register_late_but_not_half_of_it():
    late = Person(ENDS + 5 * DAY, HERE)

    def a_class(registered_late):
        return [entry(person=late if number < registered_late else Person(LONG_AGO, HERE)) for number in range(8)]

    assert hits("member.after_end", window(a_class(3))) == []
    whole = a_class(4)
    assert hits("member.after_end", window(whole)) == whole[:4]


def test_a_stranger_to_an_organization_that_checks_people_in():
    stranger = added()
    regular = added(volunteer_id=uuid4())
    known_since = seen(volunteer_id=regular.volunteer_id, shift_id=uuid4())
    signed_up = entry()
    next_day = added(written_at=ENDS + DAY)
    others = [seen() for _ in range(5)]
    found = window([stranger, regular, known_since, signed_up, next_day, *others])
    assert hits("member.stranger", found) == [stranger]


def test_where_nobody_is_ever_checked_in_everybody_is_a_stranger():
    stranger = added()
    assert hits("member.stranger", window([stranger], past=[before("E") for _ in range(5)])) == []
    assert hits("member.stranger", window([stranger], past=[before("B") for _ in range(5)])) == [stranger]


def test_a_class_is_not_looked_at_one_by_one():
    listed = [added() for _ in range(8)]
    found = window(listed, past=[before("B") for _ in range(9)])
    assert hits("member.stranger", found) == []
    assert hits("member.stranger", replace(found, entries=listed[:7])) == listed[:7]


def test_sudden_joins_from_far_away():
    far = [added(shift_id=uuid4(), person=Person(LONG_AGO, FAR)) for _ in range(4)]
    near = [added(shift_id=uuid4()) for _ in range(20)]
    assert hits("far.joins", window([*far, *near])) == far
    assert hits("far.joins", window([*far[:3], *near])) == []


def test_a_university_always_has_people_from_far_away():
    far = [added(shift_id=uuid4(), person=Person(LONG_AGO, FAR)) for _ in range(6)]
    past = [before() for _ in range(40)]
    homes = {row.volunteer_id: Person(LONG_AGO, FAR if number < 16 else HERE) for number, row in enumerate(past)}
    found = window(far, past=past)
    assert hits("far.joins", replace(found, people=found.people | homes)) == []
    local = dict.fromkeys(homes, Person(LONG_AGO, HERE))
    assert hits("far.joins", replace(found, people=found.people | local)) == far


def test_travellers_who_were_there_are_no_sudden_joins():
    travellers = [seen(person=Person(LONG_AGO, FAR)) for _ in range(10)]
    assert hits("far.joins", window(travellers)) == []


# presence


def at_one_point(people, *, out_point=POINT):
    came = [reading(one, "in", STARTS + number * 30 * SECOND, point=POINT) for number, one in enumerate(people)]
    went = [reading(one, "out", ENDS + number * 30 * SECOND, point=out_point) for number, one in enumerate(people)]
    return window(people, readings=[*came, *went])


def test_one_point_for_many_coming_and_going():
    people = [seen(grade="A") for _ in range(6)]
    assert hits("point.same", at_one_point(people)) == people
    assert hits("point.same", at_one_point(people[:5])) == []


def test_a_building_that_gives_all_phones_one_position_does_so_at_one_moment():
    people = [seen(grade="A") for _ in range(12)]
    assert hits("point.same", at_one_point(people, out_point=(31.230413, 121.473698))) == []


def test_passes_scanned_faster_than_people_walk():
    people = [seen() for _ in range(10)]
    desk = uuid4()

    def scanned(apart):
        passes = [
            reading(one, "in", STARTS + number * apart, "pass", taken_by=desk) for number, one in enumerate(people)
        ]
        return window(people, readings=passes)

    assert hits("device.same", scanned(SECOND)) == people
    assert hits("device.same", scanned(1.2 * SECOND)) == []


def test_a_journey_that_the_rulebook_of_records_flagged():
    flagged = entry(flags=("time.two_days", "travel.speed"))
    assert hits("travel.impossible", window([flagged, entry(flags=("time.two_days",))])) == [flagged]


# proof


def test_the_same_file_from_somebody_else_about_another_shift():
    first, again = entry(grade="D"), entry(grade="D", shift_id=uuid4())
    friend = entry(grade="D")
    found = window(
        [first, again, friend],
        pictures=[picture(first, digest=b"1"), picture(friend, digest=b"1"), picture(again, digest=b"1")],
    )
    assert hits("proof.again", found) == [again]


@pytest.mark.parametrize(("differing", "is_found"), [(6, True), (7, False)])
def test_nearly_the_same_picture(differing, is_found):
    first, again = entry(grade="D"), entry(grade="D", shift_id=uuid4())
    near = (1 << differing) - 1
    found = window([first, again], pictures=[picture(first, bits=-1), picture(again, bits=-1 ^ near)])
    assert hits("proof.alike", found) == ([again] if is_found else [])


def test_a_pdf_has_no_picture_to_compare():
    first, again = entry(grade="D"), entry(grade="D", shift_id=uuid4())
    found = window([first, again], pictures=[picture(first, bits=None), picture(again, bits=None)])
    assert hits("proof.alike", found) == []


# habit


def test_a_leap_is_counted_by_acts_not_by_people():
    past = [before() for _ in range(20)]
    one_by_one = [added(shift_id=uuid4()) for _ in range(8)]
    assert hits("honour.leap", window(one_by_one, past=past)) == one_by_one
    assert hits("honour.leap", window([added() for _ in range(40)], past=past)) == []


def test_no_leap_where_it_was_always_so_or_where_there_is_no_past():
    now = [added(shift_id=uuid4()) for _ in range(8)]
    assert hits("honour.leap", window(now, past=[before("E") for _ in range(20)])) == []
    assert hits("honour.leap", window(now, past=[before() for _ in range(9)])) == []


def test_every_rule_says_its_facts_in_both_languages():
    """Facts that a sentence asks for are those its rule gives."""
    facts = {
        "added_at": "2026-05-20T01:00:00+00:00", "began_at": "2026-05-16T01:00:00+00:00", "took": 2, "lasted": 120,
        "entries": 9, "written_at": "2026-05-20T01:00:00+00:00", "registered_at": "2026-05-20T01:00:00+00:00",
        "ended_at": "2026-05-16T03:00:00+00:00", "days": 4, "percent": 80, "people": 6, "usual": 5,
        "given_at": "2026-05-20T01:00:00+00:00", "bits": 3, "records": 5,
    }  # fmt: skip
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert [rule.code for rule in rulebook.RULES if "%(" in rule.told(facts)] == []
    with translation.override("en"):
        said = rulebook.BY_CODE["entry.without_sign_up"].told(facts)
    assert said == (
        "Put on the roster at 2026-05-20 09:00, after the shift had begun at 2026-05-16 09:00, and never checked in."
    )


def test_factories_make_what_no_rule_speaks_about():
    quiet = window([factories.seen() for _ in range(3)])
    assert [hit for rule in rulebook.RULES for hit in rule.find(quiet, DEFAULTS)] == []
