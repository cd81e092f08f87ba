"""Questions: what stands in cells and what is counted from records is the same; what can't be asked is refused with its code."""

from datetime import date

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.statistics import desks, worlds
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.statistics import locations
from volunteercloud.domain.statistics.models import Inquiry, KeptQuestion, ServiceCell, ServiceFact
from volunteercloud.domain.statistics.questions import actions, answering, asking, keeping, working
from volunteercloud.domain.statistics.questions.asking import Dimension, Question, Step

TODAY = date(2026, 11, 22)
OFFICE = system("tests")
WORKER = system("statistics")
YEARS = {"since": date(2025, 1, 1), "until": date(2026, 11, 1)}


@pytest.fixture
def officer(db):
    organizations.ground()
    return organizations.officer("9901", "白露")


@pytest.fixture
def city_of_hours(officer):
    """Two districts of the officer's city, with the hours of two months."""
    for code, minutes in (("990101", 600), ("990102", 60)):
        desks.hours(code, date(2026, 3, 1), minutes_a=minutes)


def refused(query, own="9901"):
    with pytest.raises(Refused) as caught:
        asking.read(query, own, TODAY)
    return caught.value.code


def numbers(question):
    return {
        (row.region_code, row.start, *row.values): row.numbers for row in answering.answer(OFFICE, question, TODAY).rows
    }


# What is asked


def test_without_anything_it_asks_for_this_year_of_the_own_region():
    found = asking.read("", "", TODAY)
    assert found == Question(
        ("credit_hours", "honour_hours", "people"), "", 0, Step.MONTH, date(2026, 1, 1), date(2026, 11, 1)
    )


def test_a_question_is_read_from_what_it_was_written_to(officer):
    question = Question(
        ("people", "records"),
        "9901",
        3,
        Step.YEAR,
        date(2025, 1, 1),
        date(2026, 3, 1),
        (Dimension.SEX, Dimension.GRADE),
    )
    assert asking.read(asking.written(question), "", TODAY) == question
    everything = Question(("people",), "", 0, Step.WHOLE)
    assert asking.read(asking.written(everything), "9901", TODAY) == everything


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("by=sex&by=age&by=kind&by=grade", "ask.dimensions"),
        ("by=height", "ask.unknown"),
        ("step=hour", "ask.unknown"),
        ("level=9", "ask.unknown"),
        ("region=123456", "ask.unknown"),
        ("region=9901%27--", "ask.unknown"),
        ("from=1990-01&to=2100-12", "ask.time"),
        ("from=2026-03&to=2026-01", "ask.time"),
        ("from=2026-13", "ask.unknown"),
        ("from=²026-03", "ask.unknown"),
        ("from=2024-01&to=2026-01&step=day", "ask.days"),
        ("m=happiness", "ask.measure"),
        ("m=", "ask.measure"),
        ("m=record_coverage&by=sex", "ask.split"),
        ("m=record_coverage&step=day&from=2026-01&to=2026-02", "ask.measure_time"),
        ("m=record_coverage&step=whole&from=2026-01&to=2026-02", "ask.measure_time"),
        ("region=990101&level=2", "ask.level"),
    ],
)
def test_what_can_not_be_asked_is_refused(officer, query, code):
    assert refused(query) == code


# What is answered


@pytest.mark.parametrize("step", [Step.WHOLE, Step.YEAR, Step.MONTH])
@pytest.mark.parametrize("level", [0, 1, 2, 3])
@pytest.mark.parametrize("dimensions", [(), (Dimension.SEX,), (Dimension.CATEGORY,)])
def test_cells_and_records_answer_the_same(db, monkeypatch, step, level, dimensions):
    desks.world(4)
    times = {} if step == Step.WHOLE else YEARS
    question = Question(
        ("credit_hours", "honour_hours", "people", "records"), "", level, step, dimensions=dimensions, **times
    )
    assert answering.stands_ready(question, question.periods(TODAY))
    ready = numbers(question)
    assert ready
    monkeypatch.setattr(answering, "stands_ready", lambda *_arguments: False)
    monkeypatch.setattr(answering, "DAYS_OF_A_PAGE", 10**6)
    assert numbers(question) == ready


@pytest.mark.parametrize("step", [Step.WHOLE, Step.YEAR, Step.MONTH, Step.DAY])
def test_what_was_recorded_of_1990_is_asked_like_any_other(db, monkeypatch, step):
    found = [
        worlds.Record(number, "990101", "990101", date(1990, 5, 4), "elderly", "1", 60 * number) for number in (1, 2)
    ]
    worlds.regions("99", "9901", "990101")
    worlds.store(found)
    locations.store()
    ServiceFact.objects.bulk_create(desks.fact(record) for record in found)
    question = asking.read(f"m=credit_hours&m=people&region=nation&step={step}&from=1990-05&to=1990-05", "", TODAY)
    start = {Step.WHOLE: "", Step.YEAR: "1990-01-01", Step.MONTH: "1990-05-01", Step.DAY: "1990-05-04"}[step]
    ready = {} if step == Step.DAY else numbers(question)  # worlds have no days
    monkeypatch.setattr(answering, "stands_ready", lambda *_arguments: False)
    assert numbers(question) == {("", start): (180, 2)}
    assert ready in ({}, {("", start): (180, 2)})
    assert bool(ready) == (step != Step.DAY)


def test_what_is_older_than_any_year_told_by_itself_is_in_the_whole_alone(db, monkeypatch):
    found = [worlds.Record(number, "990101", "990101", date(1979, 5, 4), "elderly", "1", 60) for number in (1, 2)]
    worlds.regions("99", "9901", "990101")
    worlds.store(found)
    locations.store()
    ServiceFact.objects.bulk_create(desks.fact(record) for record in found)
    monkeypatch.setattr(answering, "DAYS_OF_A_PAGE", 10**6)
    told = {}
    for is_ready in (True, False):
        monkeypatch.setattr(answering, "stands_ready", lambda *_arguments, is_ready=is_ready: is_ready)
        told[is_ready] = [
            numbers(Question(("credit_hours",), "", 0, step)) for step in (Step.WHOLE, Step.YEAR, Step.MONTH)
        ]
    assert told[True] == told[False] == [{("", ""): (120,)}, {}, {}]
    assert refused("from=1979-05&to=1979-05") == "ask.time"


def test_three_dimensions_are_counted_from_records_and_add_up(db):
    found = desks.world(4)
    question = Question(
        ("credit_hours", "people"),
        "10",
        2,
        Step.YEAR,
        dimensions=(Dimension.SEX, Dimension.CATEGORY, Dimension.GRADE),
        **YEARS,
    )
    answered = numbers(question)
    inside = [record for record in found if record.region_code.startswith("10")]
    assert sum(row[0] for row in answered.values()) == sum(
        record.minutes for record in inside if len(record.region_code) > 2
    )
    assert {key[4] for key in answered} == {"A"}
    woman = [
        one for one in inside if (one.region_code[:4], one.day.year, one.sex, one.category) == ("1001", 2026, "2", "a")
    ]
    assert answered["1001", "2026-01-01", "2", "a", "A"][1] == len({record.person for record in woman})


def test_grades_of_hours_stand_in_cells(city_of_hours, officer):
    ServiceCell.objects.filter(region_code="9901").update(minutes_e=30)
    question = Question(
        ("credit_hours", "honour_hours"), "9901", 0, Step.MONTH, date(2026, 3, 1), date(2026, 3, 1), (Dimension.GRADE,)
    )
    answered = answering.answer(officer, question, TODAY)
    assert [(row.values, row.numbers) for row in answered.rows] == [(("A",), (60, 0)), (("E",), (0, 30))]


def test_other_measures_are_answered_for_every_region_and_month(city_of_hours, officer):
    desks.shifts("990101", date(2026, 3, 1), came=20, recorded=10)
    question = Question(("record_coverage", "records"), "9901", 3, Step.MONTH, date(2026, 3, 1), date(2026, 3, 1))
    answered = {row.region_code: row.numbers for row in answering.answer(officer, question, TODAY).rows}
    assert answered["990101"] == (0.5, 20)
    assert answered["990102"] == (None, 20)


def test_too_many_cells_are_refused(db, monkeypatch):
    desks.world(4)
    monkeypatch.setattr(asking, "MOST_CELLS", 3)
    for dimensions in ((), (Dimension.SEX,), (Dimension.SEX, Dimension.CATEGORY)):
        question = Question(("people",), "10", 3, Step.MONTH, date(2026, 1, 1), date(2026, 11, 1), dimensions)
        with pytest.raises(Refused) as caught:
            answering.answer(OFFICE, question, TODAY)
        assert caught.value.code == "ask.large"


def test_what_takes_too_long_is_refused_and_the_connection_goes_on(db, monkeypatch):
    desks.world(4)
    monkeypatch.setitem(answering.SUMS, "people", "max(length(pg_sleep(2)::text))")
    question = Question(
        ("people",), "10", 0, Step.WHOLE, date(2026, 1, 1), date(2026, 11, 1), (Dimension.SEX, Dimension.AGE)
    )
    with pytest.raises(Refused) as caught:
        answering.answer(OFFICE, question, TODAY, seconds=1)
    assert caught.value.code == "ask.slow"
    assert KeptQuestion.objects.count() == 0


def test_everything_of_the_nation_is_for_the_worker(db):
    question = Question(("people",), "", 0, Step.WHOLE, None, None, (Dimension.SEX, Dimension.AGE))
    with pytest.raises(Refused) as caught:
        answering.answer(OFFICE, question, TODAY)
    assert caught.value.code == "ask.later"
    assert answering.answer(OFFICE, question, TODAY, seconds=60).rows == []


def test_officers_ask_about_their_own_region_alone(city_of_hours, officer):
    of_district = organizations.officer("990102", "立秋")
    question = Question(("credit_hours",), "9901", 0, Step.MONTH, date(2026, 3, 1), date(2026, 3, 1))
    assert [row.numbers for row in answering.answer(officer, question, TODAY).rows] == [(60,)]
    with pytest.raises(Refused) as caught:
        answering.answer(of_district, question, TODAY)
    assert caught.value.code == "ask.region"


# What is kept


@pytest.fixture
def question():
    return Question(("credit_hours",), "9901", 3, Step.MONTH, date(2026, 3, 1), date(2026, 3, 1))


def test_a_shared_question_is_found_by_officers_of_the_region_and_below(officer, question, at):
    actions.keep(actor=officer, question=question, name="三月时数", is_shared=True, at=at)
    actions.keep(actor=officer, question=question, name="自己看", is_shared=False, at=at)
    desks.region("9902", 2, "99")
    below, elsewhere = organizations.officer("990102", "立秋"), organizations.officer("9902", "处暑")
    assert [[one.name for one in part] for part in keeping.kept(officer)] == [["三月时数", "自己看"], []]
    assert [[one.name for one in part] for part in keeping.kept(below)] == [[], ["三月时数"]]
    assert keeping.kept(elsewhere) == ([], [])


def test_what_is_kept_under_the_same_name_is_replaced(officer, question, at):
    first = actions.keep(actor=officer, question=question, name="三月时数", is_shared=False, at=at)
    again = actions.keep(actor=officer, question=question, name="三月时数", is_shared=True, at=at)
    assert (again.id, KeptQuestion.objects.get().is_shared) == (first.id, True)


def test_others_delete_what_is_shared_in_their_region_and_nothing_else(officer, question, at):
    kept = actions.keep(actor=officer, question=question, name="三月时数", is_shared=True, at=at)
    own = actions.keep(actor=officer, question=question, name="自己看", is_shared=False, at=at)
    colleague, below = organizations.officer("9901", "秋分"), organizations.officer("990102", "立秋")
    for who, what in ((below, kept), (colleague, own)):
        with pytest.raises(NotFound):
            actions.forget(actor=who, question_id=what.id, at=at)
    actions.forget(actor=colleague, question_id=kept.id, at=at)
    actions.forget(actor=colleague, question_id=kept.id, at=at)
    assert [one.name for one in KeptQuestion.objects.all()] == ["自己看"]


# What the worker answers


def test_the_worker_answers_and_tells(city_of_hours, officer, question, at):
    asked = actions.inquire(actor=officer, question=question, at=at)
    assert actions.inquire(actor=officer, question=question, at=at).id == asked.id
    working.work(WORKER, asked.id, at)
    done = keeping.inquiry(officer, asked.id)
    assert done.state == "done"
    assert [(row.region_code, row.numbers) for row in answering.heard(done.answer).rows] == [
        ("990101", (600,)),
        ("990102", (60,)),
    ]
    assert [one.template for one in Message.objects.filter(recipient_id=officer.id)] == ["statistics_answered"]
    working.work(WORKER, asked.id, at)
    assert Message.objects.filter(recipient_id=officer.id).count() == 1


def test_who_lost_the_right_gets_no_answer(city_of_hours, officer, question, at):
    first = actions.inquire(actor=officer, question=question, at=at)
    working.work(WORKER, first.id, at)
    second = actions.inquire(actor=officer, question=question, at=at)
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.PROJECTS])
    working.work(WORKER, second.id, at)
    second.refresh_from_db()
    assert (second.state, second.refusal, second.answer) == ("refused", "ask.region", None)
    with pytest.raises(NotFound):
        keeping.inquiry(officer, first.id)


def test_a_cancelled_question_stays_without_an_answer(city_of_hours, officer, question, at):
    asked = actions.inquire(actor=officer, question=question, at=at)
    with pytest.raises(NotFound):
        actions.cancel(actor=organizations.officer("9901", "秋分"), inquiry_id=asked.id, at=at)
    actions.cancel(actor=officer, inquiry_id=asked.id, at=at)
    actions.cancel(actor=officer, inquiry_id=asked.id, at=at)
    working.work(WORKER, asked.id, at)
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("cancelled", None)
    assert Entry.objects.filter(name="statistics.inquiry_cancelled").count() == 1


def test_no_more_than_three_are_answered_at_once(officer, at):
    for month in (1, 2, 3):
        actions.inquire(
            actor=officer,
            question=Question(("people",), "9901", 0, Step.MONTH, date(2026, month, 1), date(2026, 3, 1)),
            at=at,
        )
    with pytest.raises(Refused) as caught:
        actions.inquire(actor=officer, question=Question(("people",), "9901", 0, Step.YEAR), at=at)
    assert caught.value.code == "ask.waiting"


def test_answers_go_after_thirty_days(officer, question, at):
    asked = actions.inquire(actor=officer, question=question, at=at)
    assert actions.drop_old(actor=WORKER, at=at) == 0
    Inquiry.objects.filter(id=asked.id).update(asked_at=at.replace(year=2025))
    assert actions.drop_old(actor=WORKER, at=at) == 1
