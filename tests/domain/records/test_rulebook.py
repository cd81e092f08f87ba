"""Each rule of the book, by facts that keep it and facts that do not; what all rules have in common, by chance."""

import json
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.records.rulebook_facts import DAY, GUARDIAN, HOUR, LEADER, LEADS, START, VOLUNTEER, beside, facts
from volunteercloud.domain.records import rulebook
from volunteercloud.domain.records.rulebook import RULES, Finding, Qualified, Result, Severity, telling, time
from volunteercloud.domain.records.rulebook.facts import Standing
from volunteercloud.domain.records.rulebook.telling import NAMES, circumstances_told, tell
from volunteercloud.domain.regions.models import RuleSet

MINUTE = timedelta(minutes=1)
BEIJING, SHANGHAI = (39.9042, 116.4074), (31.2304, 121.4737)
GIVEN = ((date(2026, 1, 1), None),)


def result(code, **changes):
    """What one rule says; its refusal, where there is one, is the whole judgement's."""
    rule = next(rule for rule in RULES if rule.code == code)
    return rule.check(facts(**changes))[0].value


def refusal(**changes):
    judgement = rulebook.judge(facts(**changes))
    return judgement.refusal.code if judgement.refusal else ""


def test_facts_that_keep_every_rule_are_refused_nothing():
    judgement = rulebook.judge(facts())
    assert judgement.refusal is None
    assert {finding.result.value for finding in judgement.findings} == {"ok", "not_applicable"}
    assert [finding.rule for finding in judgement.findings] == [rule.code for rule in RULES]


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ({}, "ok"),
        ({"real_name_level": 0, "real_name_at": None}, "refused"),
        ({"real_name_at": START}, "ok"),
        ({"real_name_at": START + MINUTE}, "flagged"),
        ({"real_name_at": None}, "flagged"),
    ],
)
def test_identity_level(person, said):
    assert result("identity.level", person=person) == said


LEFT_BEFORE = Standing("leader", START - 9 * HOUR, START - HOUR)
LEFT_SINCE = Standing("leader", START - 9 * HOUR, START + HOUR)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"confirmer": None}, "refused"),
        ({"confirmer": None, "version": 2}, "flagged"),
        ({"confirmer_id": None, "confirmer": None}, "refused"),
        ({"confirmer_id": VOLUNTEER}, "refused"),
        ({"confirmer_id": GUARDIAN, "person": {"guardian_id": GUARDIAN}}, "refused"),
        ({"confirmer": LEFT_BEFORE}, "refused"),
        ({"confirmer": LEFT_SINCE}, "ok"),
        ({"recorder": None}, "flagged"),
        ({"recorder": LEFT_BEFORE}, "flagged"),
        ({"recorder": LEFT_SINCE}, "ok"),
        ({"recorder_id": VOLUNTEER, "recorder": None, "grade": "A"}, "ok"),
        ({"recorder_id": VOLUNTEER, "recorder": None, "grade": "D"}, "ok"),
        ({"recorder_id": VOLUNTEER, "recorder": None, "grade": "B"}, "ok"),
        ({"recorder_id": VOLUNTEER, "recorder": None, "grade": "E"}, "flagged"),
        ({"recorder_id": VOLUNTEER, "recorder": None, "grade": "E", "version": 2}, "ok"),
        ({"recorder_id": GUARDIAN, "recorder": None, "grade": "A"}, "flagged"),
        ({"recorder_id": GUARDIAN, "recorder": None, "grade": "A", "person": {"guardian_id": GUARDIAN}}, "ok"),
    ],
)
def test_recorder_of_organizer(changes, said):
    assert result("recorder.of_organizer", **changes) == said


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ({"birth_on": date(2008, 5, 18)}, "not_applicable"),
        ({"birth_on": date(2008, 5, 19)}, "refused"),
        ({"birth_on": date(2008, 5, 19), "consent_below_age": 16}, "not_applicable"),
        ({"birth_on": date(2010, 1, 1), "guardian_id": GUARDIAN}, "ok"),
        ({"birth_on": date(2010, 1, 1), "consents": GIVEN}, "ok"),
        ({"birth_on": date(2010, 1, 1), "consents": ((DAY, DAY),)}, "ok"),
        ({"birth_on": date(2010, 1, 1), "consents": ((date(2026, 5, 19), None),)}, "refused"),
        ({"birth_on": date(2010, 1, 1), "consents": ((date(2026, 1, 1), date(2026, 5, 17)),)}, "refused"),
        ({"birth_on": date(2010, 1, 1), "consents": ((date(2026, 1, 1), date(2026, 5, 17)), (DAY, None))}, "ok"),
    ],
)
def test_guardian_consent(person, said):
    assert result("guardian.consent", person=person) == said


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ((), "asked"),
        ((Qualified("急救员证", date(2026, 1, 1), None, True),), "ok"),
        ((Qualified("红十字 急救员证（初级）", DAY, DAY, False),), "ok"),
        ((Qualified("急救员证", date(2026, 5, 19), None, True),), "asked"),
        ((Qualified("急救员证", date(2024, 1, 1), date(2026, 5, 17), True),), "asked"),
        ((Qualified("驾驶证", date(2026, 1, 1), None, True),), "asked"),
    ],
)
def test_qualification_held(held, said):
    assert (
        result("qualification.held", circumstances={"qualification": "急救员证"}, person={"qualifications": held})
        == said
    )


@pytest.mark.parametrize(("approved_at", "said"), [(START, "ok"), (START + MINUTE, "asked"), (None, "asked")])
def test_activity_approved(approved_at, said):
    assert result("activity.approved", circumstances={"approved_at": approved_at}) == said


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({}, "asked"),
        ({"policy_number": "保-2026-7", "policy_from": DAY}, "ok"),
        ({"policy_number": "保-2026-7", "policy_from": date(2026, 1, 1), "policy_to": DAY}, "ok"),
        ({"policy_number": "保-2026-7", "policy_from": date(2026, 1, 1), "policy_to": date(2026, 5, 17)}, "asked"),
        ({"policy_number": "保-2026-7", "policy_from": date(2026, 5, 19)}, "asked"),
        ({"policy_number": "", "policy_from": DAY}, "asked"),
    ],
)
def test_cover_in_force(policy, said):
    assert result("cover.in_force", circumstances={"is_dangerous": True} | policy) == said


def test_cover_is_asked_of_dangerous_service_only():
    assert result("cover.in_force") == "not_applicable"


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "said"),
    [
        (START, START, "refused"),
        (START, START - MINUTE, "refused"),
        (START, START + 3 * HOUR, "ok"),
        (START, START + 3 * HOUR + MINUTE, "refused"),
        (START - 22 * HOUR, START + 2 * HOUR, "ok"),
        (START - 22 * HOUR - MINUTE, START + 2 * HOUR, "refused"),
    ],
)
def test_time_order(starts_at, ends_at, said):
    assert result("time.order", starts_at=starts_at, ends_at=ends_at) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "ok"),
        ({"starts_at": START - MINUTE}, "refused"),
        ({"ends_at": START + 2 * HOUR + MINUTE}, "refused"),
        ({"ends_at": START + 2 * HOUR + MINUTE, "version": 2}, "flagged"),
        ({"circumstances": {"window_from": None}}, "not_applicable"),
    ],
)
def test_time_window(changes, said):
    assert result("time.window", **changes) == said


@pytest.mark.parametrize(
    ("neighbour", "said"),
    [
        (beside(-2 * HOUR, 2 * HOUR), "ok"),
        (beside(2 * HOUR, HOUR), "ok"),
        (beside(-2 * HOUR, 2 * HOUR + MINUTE), "refused"),
        (beside(2 * HOUR - MINUTE, HOUR), "refused"),
        (beside(HOUR, MINUTE), "refused"),
        (beside(-HOUR, 9 * HOUR), "refused"),
    ],
)
def test_time_overlap(neighbour, said):
    assert result("time.overlap", neighbours=[neighbour]) == said


@pytest.mark.parametrize(("already", "said"), [(360, "ok"), (361, "asked")])
def test_daily_cap(already, said):
    assert result("time.daily_cap", neighbours=[beside(3 * HOUR, HOUR, minutes=already)]) == said


def test_the_region_sets_the_cap():
    assert result("time.daily_cap", rule_set=RuleSet(daily_cap_minutes=119)) == "asked"


@pytest.mark.parametrize(
    ("neighbours", "said"),
    [
        ([beside(-24 * HOUR, HOUR, minutes=840)], "ok"),
        ([beside(-24 * HOUR, HOUR, minutes=841)], "flagged"),
        ([beside(24 * HOUR, HOUR, minutes=841)], "flagged"),
        ([beside(-24 * HOUR, HOUR, minutes=500), beside(24 * HOUR, HOUR, minutes=500)], "ok"),
        ([beside(-48 * HOUR, HOUR, minutes=2000)], "ok"),
    ],
)
def test_two_days(neighbours, said):
    assert result("time.two_days", neighbours=neighbours) == said


@pytest.mark.parametrize(
    ("neighbours", "said"),
    [
        ([], "not_applicable"),
        ([beside(-3 * HOUR, HOUR)], "not_applicable"),
        ([beside(-3 * HOUR, HOUR, place=SHANGHAI)], "ok"),
        ([beside(-HOUR, HOUR, place=(31.2340, 121.4737))], "ok"),
        ([beside(-3 * HOUR, HOUR, place=BEIJING)], "flagged"),
        ([beside(3 * HOUR, HOUR, place=BEIJING)], "flagged"),
        ([beside(-6 * HOUR, HOUR, place=BEIJING)], "ok"),
        ([beside(-9 * HOUR, HOUR, place=BEIJING), beside(-3 * HOUR, HOUR, place=SHANGHAI)], "ok"),
    ],
)
def test_travel_speed(neighbours, said):
    """Between the two cities are 1,067 kilometres: three and a half hours at 300 km/h."""
    assert result("travel.speed", neighbours=neighbours) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"explanation": " 忙 "}, "record.late_reason"),
        ({"circumstances": {"late_reason": "名单补录。"}}, ""),
    ],
)
def test_what_is_entered_afterwards_says_why(changes, said):
    assert refusal(**({"grade": "E"} if changes else {}) | changes) == said


@pytest.mark.parametrize(
    "changes",
    [
        {"neighbours": [beside(3 * HOUR, HOUR, minutes=480)]},
        {"circumstances": {"qualification": "急救员证"}},
        {"circumstances": {"is_dangerous": True}},
        {"circumstances": {"approved_at": None}},
    ],
)
def test_what_is_asked_is_answered_by_an_explanation(changes):
    assert refusal(**changes) != ""
    assert refusal(**changes, explanation="   ") == refusal(**changes)
    answered = rulebook.judge(facts(**changes, explanation="洪水，全员加班。"))
    assert answered.refusal is None
    assert [finding.result for finding in answered.findings].count(Result.ASKED) == 1


def test_a_flag_refuses_nothing():
    assert refusal(neighbours=[beside(-3 * HOUR, HOUR, place=BEIJING)]) == ""


def test_a_reason_for_being_added_stays_visible():
    judgement = rulebook.judge(facts(circumstances={"added_reason": "现场加入。"}))
    (finding,) = [finding for finding in judgement.findings if finding.result is Result.ASKED]
    assert (judgement.refusal, finding.rule, finding.inputs) == (None, "roster.present", {"added_reason": "现场加入。"})


def test_the_circumstances_are_told_by_the_findings():
    said = {
        "late_reason": "名单补录。",
        "added_reason": "现场加入。",
        "is_dangerous": True,
        "policy_number": "保-2026-7",
        "policy_from": date(2026, 1, 1),
        "policy_to": date(2026, 12, 31),
        "qualification": "急救员证",
    }
    whole = facts(circumstances=said, explanation="证书在办。")
    assert circumstances_told(rulebook.judge(whole).as_stored()) == whole.circumstances


def test_a_rule_that_is_gone_is_told_by_its_code():
    (line,) = tell([{"rule": "old.rule", "result": "ok", "inputs": {"unknown": 1}}])
    assert (line.rule, line.sentence, line.inputs, line.read) == ("old.rule", "old.rule", [], {"unknown": 1})


def test_each_rule_has_its_words():
    assert len({rule.code for rule in RULES}) == len(RULES) == 15
    for rule in RULES:
        assert not rule.parameter or hasattr(RuleSet(), rule.parameter), rule.code
        assert rule.severity is not Severity.FLAG or rule.wording is None, rule.code


# By chance

moments = st.integers(-60 * 40, 60 * 40).map(lambda minutes: START + minutes * MINUTE)
neighbours = st.lists(
    st.builds(
        lambda begins, lasts, place: beside(begins * MINUTE, lasts * MINUTE, place=place),
        st.integers(-60 * 40, 60 * 40),
        st.integers(1, 60 * 12),
        st.sampled_from([(None, None), BEIJING, SHANGHAI]),
    ),
    max_size=4,
)
anything = st.fixed_dictionaries(
    {
        "starts_at": moments,
        "ends_at": moments,
        "minutes": st.integers(0, 900),
        "grade": st.sampled_from("ABCDE"),
        "version": st.integers(1, 3),
        "explanation": st.sampled_from(["", "短", "暴雨，全员加班。"]),
        "neighbours": neighbours,
        "recorder_id": st.sampled_from([None, LEADER, VOLUNTEER, GUARDIAN]),
        "recorder": st.sampled_from([None, LEADS, LEFT_BEFORE]),
        "circumstances": st.fixed_dictionaries(
            {
                "approved_at": st.none() | moments,
                "window_from": st.none() | moments,
                "is_dangerous": st.booleans(),
                "qualification": st.sampled_from(["", "急救员证"]),
                "late_reason": st.sampled_from(["", "名单补录。"]),
            }
        ),
        "person": st.fixed_dictionaries(
            {
                "real_name_level": st.integers(0, 2),
                "birth_on": st.none() | st.dates(date(2000, 1, 1), date(2020, 1, 1)),
                "consents": st.sampled_from([(), GIVEN]),
            }
        ),
    }
)


@given(anything)
def test_a_judgement_reads_in_order_and_ends_with_what_refused(changes):
    judgement = rulebook.judge(facts(**changes))
    read = [finding.rule for finding in judgement.findings]
    assert read == [rule.code for rule in RULES][: len(read)]
    ended = {"asked", "refused"}
    assert all(finding.result != Result.REFUSED for finding in judgement.findings[:-1])
    assert (judgement.refusal is None) <= (len(read) == len(RULES))
    assert judgement.refusal is None or judgement.findings[-1].result in ended


@given(anything)
def test_what_was_read_can_be_stored_and_told_in_words(changes):
    stored = rulebook.judge(facts(**changes)).as_stored()
    assert json.loads(json.dumps(stored)) == stored
    for language in ("en", "zh-hans"):
        with translation.override(language):
            lines = tell(stored)
        assert [line.rule for line in lines] == [each["rule"] for each in stored]
        assert all(value for line in lines for _name, value in line.inputs)
    assert {name for each in stored for name in each["inputs"]} <= set(NAMES)


@given(anything)
def test_an_explanation_never_makes_it_worse(changes):
    without = rulebook.judge(facts(**changes | {"explanation": ""}))
    explained = rulebook.judge(facts(**changes | {"explanation": "暴雨，全员加班。"}))
    assert len(explained.findings) >= len(without.findings)
    assert without.refusal is not None or explained.refusal is None


@given(anything)
def test_a_neighbour_more_never_makes_it_better(changes):
    fewer = rulebook.judge(facts(**changes | {"neighbours": []}))
    assert fewer.refusal is None or rulebook.judge(facts(**changes)).refusal is not None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_refuses_in_its_own_words_or_refuses_nobody(rule):
    finding = Finding(rule.code, Result.REFUSED, {"minutes": 7})
    if rule.wording is None:
        with pytest.raises(AssertionError):
            rule.refusal(finding)
    else:
        refused = rule.refusal(finding)
        assert (refused.code, refused.facts) == (rule.wording.code, {"minutes": 7})


def test_a_way_is_measured_between_two_known_places_alone():
    known, unknown = beside(3 * HOUR, HOUR, place=BEIJING), beside(3 * HOUR, HOUR)
    assert time._way(facts(), known)[0] > 1_000_000
    for there, here in ((unknown, {}), (known, {"latitude": None}), (known, {"longitude": None})):
        with pytest.raises(AssertionError):
            time._way(facts(**here), there)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("name", None, "none"),
        ("name", "", "none"),
        ("seen", True, "yes"),
        ("seen", False, "no"),
        ("recorder", "leader", "a leader of the organization"),
        ("recorder", "stranger", "stranger"),
        ("gap_minutes", 7, "7 minutes"),
        ("limit_kmh", 120, "120 km/h"),
        ("metres", 12_345, "12.3 km"),
        ("approved_at", START.isoformat(), "2026-05-18 09:00"),
        ("window_from", START.isoformat(), "2026-05-18 09:00"),
        ("policy_number", 7, "7"),
    ],
)
def test_what_a_rule_read_is_told_in_words(name, value, expected):
    with translation.override("en"):
        assert telling._worded(name, value) == expected
