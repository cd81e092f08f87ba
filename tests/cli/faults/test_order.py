"""The checker by itself: histories that fit one order and histories that do not."""

import pytest

from volunteercloud.cli.faults import order
from volunteercloud.cli.faults.history import NEVER, Attempt, Kind
from volunteercloud.cli.faults.order import Places

ONE_PLACE = 1


def asked(who: str, began: float, ended: float, said: str, status: int = 201) -> Attempt:
    return Attempt(Kind.SIGN_UP, "shift", who, "key", began, ended, status, said)


def gave_back(who: str, began: float, ended: float, status: int = 200) -> Attempt:
    return Attempt(Kind.WITHDRAW, "shift", who, "key", began, ended, status, "cancelled")


def unanswered(attempt: Attempt) -> Attempt:
    attempt.ended, attempt.status, attempt.said = NEVER, 0, None
    return attempt


def ends(held: dict[str, str], *waiting: str) -> Places:
    return Places(frozenset(held.items()), waiting)


def is_right(attempts: list[Attempt], at_last: Places) -> bool:
    return order.check(attempts, ONE_PLACE, at_last).is_right


def test_of_two_at_once_either_may_be_first():
    for first, second in (("谷雨", "小满"), ("小满", "谷雨")):
        attempts = [asked(first, 0, 3, "confirmed"), asked(second, 1, 2, "waiting")]
        assert is_right(attempts, ends({first: "confirmed"}, second))


def test_one_place_given_to_two_fits_no_order():
    attempts = [asked("谷雨", 0, 3, "confirmed"), asked("小满", 1, 2, "confirmed")]

    assert order.check(attempts, ONE_PLACE, ends({"谷雨": "confirmed", "小满": "confirmed"})).furthest == 1


def test_who_came_after_the_answer_is_after():
    attempts = [asked("谷雨", 0, 1, "waiting"), asked("小满", 2, 3, "confirmed")]

    assert not is_right(attempts, ends({"小满": "confirmed"}, "谷雨"))


def test_what_was_acknowledged_and_is_gone_fits_no_order():
    attempts = [asked("谷雨", 0, 1, "confirmed")]

    assert is_right(attempts, ends({"谷雨": "confirmed"}))
    assert not is_right(attempts, ends({}))


@pytest.mark.parametrize("end", [ends({"谷雨": "confirmed"}), ends({})])
def test_what_was_never_answered_may_have_been_done_or_not(end):
    assert is_right([unanswered(asked("谷雨", 0, 0, ""))], end)


def test_asked_again_it_stands_already():
    first, again = unanswered(asked("谷雨", 0, 0, "")), asked("谷雨", 2, 3, "confirmed", 200)

    assert is_right([first, again], ends({"谷雨": "confirmed"}))
    assert not is_right([again], ends({"谷雨": "confirmed"}))


def test_a_place_given_back_is_offered_to_the_first_who_waits():
    attempts = [
        asked("谷雨", 0, 1, "confirmed"),
        asked("小满", 2, 3, "waiting"),
        asked("芒种", 4, 5, "waiting"),
        gave_back("谷雨", 6, 7),
    ]

    assert is_right(attempts, ends({"小满": "offered"}, "芒种"))
    assert not is_right(attempts, ends({"芒种": "offered"}, "小满"))


def test_a_refusal_for_another_reason_says_nothing_of_places():
    assert is_right([asked("谷雨", 0, 1, "signup.clash", 409)], ends({}))


def test_too_many_orders_are_said_to_be_undecided(monkeypatch):
    monkeypatch.setattr(order, "MOST_STEPS", 3)
    attempts = [unanswered(asked(who, 0, 0, "")) for who in ("谷雨", "小满", "芒种", "夏至")]

    with pytest.raises(order.Undecided):
        order.check(attempts, ONE_PLACE, ends({"夏至": "confirmed"}, "谷雨", "立秋"))
