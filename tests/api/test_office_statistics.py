"""What officers do with figures, by the API: alerts and bands, figures by mail, questions, exports."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.organizations import factories as organizations
from tests.domain.statistics import desks
from volunteercloud.core.actor import system
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.statistics import locations
from volunteercloud.domain.statistics.exports import queries as exports
from volunteercloud.domain.statistics.exports import running
from volunteercloud.domain.statistics.exports.models import Export
from volunteercloud.domain.statistics.models import Band, Inquiry, KeptQuestion, Report
from volunteercloud.domain.statistics.questions import working
from volunteercloud.domain.statistics.watching import actions as watching
from volunteercloud.domain.statistics.watching.alerts import DEFAULTS, Finding

HERE = "/office/statistics"
NO_SHOWS = {"region": "990101", "figure": "no_show_rate", "crossing": "above", "limit": 0.1}
QUESTION = "m=records&m=people&region=9901&level=3&step=month&from=2026-03&to=2026-04"
ORDER = {"region": "9901", "since": "2026-03-01", "until": "2026-05-01", "form": "csv"}
MARCH = date(2026, 3, 1)


@pytest.fixture
def desk(officer, as_):
    return as_(officer)


@pytest.fixture
def neighbour(owner, as_):
    """An officer of another province."""
    desks.region("98", 1)
    return as_(organizations.officer("98", "立夏"))


@pytest.fixture
def stranger(owner, as_):
    return as_(organizations.person("大寒"))


@pytest.fixture
def hours(owner):
    desks.hours("990101", MARCH, people=12, minutes_a=720)


def found(region_code, month, at):
    rule = DEFAULTS[2]
    return watching.note(
        actor=system("statistics"), finding=Finding(rule, region_code, month, 0.3, None, is_out=True), at=at
    )


def statements(ask):
    with CaptureQueriesContext(connection) as asked:
        assert ask().status_code == 200
    return len([query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]])


# Alerts and bands


def test_alerts_of_ones_regions_page_by_page(desk, neighbour, stranger, at):
    made = [found(code, month, at) for code, month in (("9901", MARCH), ("990101", MARCH), ("9901", date(2026, 4, 1)))]
    page = desk.get(f"{HERE}/alerts?limit=2").json()
    rest = desk.get(f"{HERE}/alerts?limit=2&cursor={page['next']}").json()
    ids = [alert["id"] for alert in page["items"] + rest["items"]]
    assert (ids, rest["next"]) == ([str(alert.id) for alert in (made[2], made[1], made[0])], None)
    assert page["items"][0] == {
        "id": str(made[2].id), "band": "no-show", "region": "9901", "month": "2026-04-01", "figure": "no_show_rate",
        "crossing": "above", "against": "month", "limit": 0.2, "value": 0.3, "before": None,
        "opened_at": page["items"][0]["opened_at"], "closed_at": None, "outcome": "open",
    }  # fmt: skip
    assert desk.get(f"{HERE}/alerts?is_open=false").json()["items"] == []
    one = f"{HERE}/alerts/{made[0].id}"
    assert [caller.get(one).status_code for caller in (desk, neighbour, stranger)] == [200, 404, 404]
    assert [caller.get(f"{HERE}/alerts").json()["items"] for caller in (neighbour, stranger)] == [[], []]


def test_a_band_takes_the_place_of_the_one_for_all(desk, at):
    before = desk.get(f"{HERE}/bands?region=990101").json()
    made = desk.put(f"{HERE}/bands", NO_SHOWS)
    again = desk.put(f"{HERE}/bands", NO_SHOWS)
    after = desk.get(f"{HERE}/bands?region=990101").json()
    assert [band["name"] for band in before] == [rule.name for rule in DEFAULTS]
    assert (made.status_code, made.json()["id"], made.json()["limit"]) == (200, again.json()["id"], 0.1)
    assert [band["name"] for band in after] == [made.json()["id"], "coverage", "grade-e"]
    ended = [desk.delete(f"{HERE}/bands/{made.json()['id']}").status_code for _time in range(2)]
    assert (ended, desk.get(f"{HERE}/bands?region=990101").json()) == ([200, 200], before)
    assert list(Entry.objects.filter(name__startswith="statistics.band").values_list("name", flat=True).order_by("at", "id")) == [
        "statistics.band_set", "statistics.band_ended",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (NO_SHOWS | {"region": "nation"}, 404, "not_found"),
        (NO_SHOWS | {"region": "990199"}, 404, "not_found"),
        (NO_SHOWS | {"figure": "luck"}, 404, "not_found"),
        (NO_SHOWS | {"figure": "credit_hours", "crossing": "leaps"}, 422, "band.points"),
        (NO_SHOWS | {"limit": -1}, 422, "request.invalid"),
        (NO_SHOWS | {"limit": 1e300}, 422, "request.invalid"),
        (NO_SHOWS | {"crossing": "explodes"}, 422, "request.invalid"),
        (NO_SHOWS | {"region": "99' OR 1=1"}, 422, "request.invalid"),
    ],
)
def test_a_band_that_can_not_be_set(desk, body, status, code):
    refused = desk.put(f"{HERE}/bands", body)
    assert (refused.status_code, refused.json()["code"], Band.objects.count()) == (status, code, 0)


def test_others_neither_see_nor_end_a_band(desk, neighbour, stranger):
    band = desk.put(f"{HERE}/bands", NO_SHOWS).json()
    for caller in (neighbour, stranger):
        asked = (
            caller.get(f"{HERE}/bands?region=990101"),
            caller.put(f"{HERE}/bands", NO_SHOWS | {"limit": 0.5}),
            caller.delete(f"{HERE}/bands/{band['id']}"),
        )
        assert [answer.status_code for answer in asked] == [404, 404, 404]
    assert [(str(each.id), each.ended_at) for each in Band.objects.all()] == [(band["id"], None)]


# Figures by mail


def test_figures_by_mail_are_ordered_changed_and_ended(desk, officer, stranger):
    Account.objects.filter(id=officer.id).update(email="liqiu@qinghe.example")
    made = desk.put(f"{HERE}/reports", {"region": "9901", "rhythm": "month", "measures": ["people", "luck"]})
    changed = desk.put(f"{HERE}/reports", {"region": "9901", "rhythm": "month", "measures": ["credit_hours"]})
    assert (made.status_code, made.json()["measures"], changed.json()["measures"]) == (
        200,
        ["people"],
        ["credit_hours"],
    )
    assert made.json()["id"] == changed.json()["id"]
    assert [one["id"] for one in desk.get(f"{HERE}/reports").json()] == [made.json()["id"]]
    one = f"{HERE}/reports/{made.json()['id']}"
    assert (stranger.get(f"{HERE}/reports").json(), stranger.delete(one).status_code) == ([], 404)
    assert [desk.delete(one).status_code for _time in range(2)] == [200, 200]
    assert desk.get(f"{HERE}/reports").json() == []


def test_no_figures_by_mail_without_right_or_address(desk, stranger):
    wanted = {"region": "9901", "rhythm": "week", "measures": ["people"]}
    assert [caller.put(f"{HERE}/reports", wanted).status_code for caller in (desk, stranger)] == [409, 404]
    assert desk.put(f"{HERE}/reports", wanted).json()["code"] == "report.address"
    assert not Report.objects.exists()


# Questions


def test_the_figures_are_asked(desk, hours):
    said = desk.get(f"{HERE}/answers?{QUESTION}").json()
    assert said == {
        "query": QUESTION,
        "units": {"records": "people", "people": "people"},
        "rows": [{"region": "990101", "start": "2026-03-01", "values": {}, "numbers": {"records": 12, "people": 12}}],
        "as_of": None,
    }


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("m=luck", 422, "ask.measure"),
        ("region=98", 422, "ask.region"),
        ("region=nation", 422, "ask.region"),
        ("region=990199", 422, "ask.unknown"),
        ("m=registered_rate&by=sex", 422, "ask.split"),
        ("from=2027-01&to=2027-02", 422, "ask.time"),
        ("from=2026-13", 422, "ask.unknown"),
        ("step=week", 422, "request.invalid"),
        ("by=name", 422, "request.invalid"),
        ("level=9", 422, "request.invalid"),
    ],
)
def test_what_can_not_be_asked(desk, hours, neighbour, query, status, code):
    refused = desk.get(f"{HERE}/answers?{query}")
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_question_is_kept_shared_and_dropped(desk, officer, neighbour, stranger, as_):
    below = as_(organizations.officer("990101", "立冬"))
    first = desk.put(f"{HERE}/questions", {"name": "每月记录", "query": QUESTION})
    second = desk.put(f"{HERE}/questions", {"name": "每月记录", "query": QUESTION, "is_shared": True})
    assert (first.status_code, first.json()["is_shared"], second.json()["is_shared"]) == (200, False, True)
    assert [one["id"] for one in desk.get(f"{HERE}/questions").json()["mine"]] == [first.json()["id"]]
    shared = [caller.get(f"{HERE}/questions").json()["shared"] for caller in (below, neighbour, stranger)]
    assert [[one["query"] for one in each] for each in shared] == [[QUESTION], [], []]
    one = f"{HERE}/questions/{first.json()['id']}"
    assert [caller.delete(one).status_code for caller in (neighbour, stranger, below)] == [404, 404, 404]
    assert [desk.delete(one).status_code for _time in range(2)] == [204, 204]
    assert not KeptQuestion.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"name": "  ", "query": QUESTION},
        {"name": "长" * 81, "query": QUESTION},
        {"name": "每月记录", "query": "m=luck"},
        {"name": "每月记录", "query": "m=records&" + "by=sex&" * 200},
        {"name": "每月记录", "query": "region=98"},
    ],
)
def test_a_question_that_can_not_be_kept(desk, neighbour, body):
    assert (desk.put(f"{HERE}/questions", body).status_code, KeptQuestion.objects.count()) == (422, 0)


def test_what_the_nation_shares_is_for_officers(owner, desk, stranger, as_):
    nation = as_(organizations.officer(None, "立春"))
    nation.put(f"{HERE}/questions", {"name": "全国", "query": "m=records&region=nation&all=1", "is_shared": True})
    told = [caller.get(f"{HERE}/questions").json() for caller in (desk, stranger)]
    assert [len(each["shared"]) for each in told] == [1, 0]


def test_the_worker_answers(desk, neighbour, hours, at):
    key = {"Idempotency-Key": "019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10"}
    asked = desk.post(f"{HERE}/inquiries", {"query": QUESTION}, **key)
    again = desk.post(f"{HERE}/inquiries", {"query": QUESTION})
    one = f"{HERE}/inquiries/{asked.json()['id']}"
    assert (asked.status_code, asked.json()["state"], again.json()["id"]) == (201, "waiting", asked.json()["id"])
    assert (desk.get(one).json()["answer"], neighbour.get(one).status_code) == (None, 404)
    working.work(system("statistics"), Inquiry.objects.get().id, at)
    said = desk.get(one).json()
    direct = desk.get(f"{HERE}/answers?{QUESTION}").json()
    assert (said["state"], said["answer"]) == ("done", {name: direct[name] for name in ("query", "units", "rows")})
    resent = desk.post(f"{HERE}/inquiries", {"query": QUESTION}, **key)
    assert (resent.json(), Inquiry.objects.count()) == (asked.json(), 1)
    assert [each["state"] for each in desk.get(f"{HERE}/inquiries").json()] == ["done"]


def test_a_question_is_cancelled_by_who_asked_it(desk, neighbour):
    asked = desk.post(f"{HERE}/inquiries", {"query": QUESTION}).json()
    cancel = f"{HERE}/inquiries/{asked['id']}/cancel"
    assert neighbour.post(cancel).status_code == 404
    assert [desk.post(cancel).json()["state"] for _time in range(2)] == ["cancelled", "cancelled"]


def test_who_is_no_officer_asks_nothing(stranger):
    told = (
        stranger.get(f"{HERE}/answers?{QUESTION}"),
        stranger.put(f"{HERE}/questions", {"name": "全国", "query": QUESTION}),
        stranger.post(f"{HERE}/inquiries", {"query": QUESTION}),
    )
    assert [answer.status_code for answer in told] == [403, 403, 403]


# Exports


@pytest.fixture
def files(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    monkeypatch.setattr("volunteercloud.domain.statistics.exports.writing.KEPT_FREE_BYTES", 0)
    locations.store()


def test_an_export_is_ordered_written_and_fetched(desk, neighbour, stranger, files, at):
    key = {"Idempotency-Key": "019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a11"}
    ordered = desk.post(f"{HERE}/exports", ORDER, **key)
    one = f"{HERE}/exports/{ordered.json()['id']}"
    assert (ordered.status_code, ordered.json()["state"]) == (201, "waiting")
    assert (desk.post(f"{HERE}/exports", ORDER, **key).json(), Export.objects.count()) == (ordered.json(), 1)
    assert desk.post(f"{HERE}/exports", ORDER).json()["code"] == "statistics.export_under_way"
    assert desk.get(f"{one}/file").status_code == 404
    while running.run(Export.objects.get().id, at):
        pass
    assert (desk.get(one).json()["state"], [each["id"] for each in desk.get(f"{HERE}/exports").json()]) == (
        "done",
        [ordered.json()["id"]],
    )
    whole, part = desk.get(f"{one}/file"), desk.get(f"{one}/file", Range="bytes=3-9")
    content = (exports.folder_of(Export.objects.get().id) / "facts.csv").read_bytes()
    assert (whole.status_code, whole["Content-Type"], whole.getvalue()) == (200, "text/csv; charset=utf-8", content)
    assert (part.status_code, part.getvalue()) == (206, content[3:10])
    for caller in (neighbour, stranger):
        asked = (caller.get(one), caller.get(f"{one}/file"), caller.post(f"{one}/cancel"), caller.post(f"{one}/resume"))
        assert [answer.status_code for answer in asked] == [404, 404, 404, 404]


def test_an_export_is_cancelled_once_and_resumed_only_if_it_failed(desk, files):
    one = f"{HERE}/exports/{desk.post(f'{HERE}/exports', ORDER).json()['id']}"
    assert desk.post(f"{one}/resume").json()["code"] == "statistics.export_not_failed"
    assert desk.post(f"{one}/cancel").json()["state"] == "cancelled"
    assert desk.post(f"{one}/cancel").json()["code"] == "statistics.export_ended"


def test_an_export_that_can_not_be(desk, stranger, files):
    assert stranger.post(f"{HERE}/exports", ORDER).status_code == 403
    assert desk.post(f"{HERE}/exports", ORDER | {"region": "nation"}).status_code == 403
    assert desk.post(f"{HERE}/exports", ORDER | {"until": "2026-03-01"}).json()["code"] == "statistics.export_days"
    assert desk.post(f"{HERE}/exports", ORDER | {"since": "1900-01-01"}).json()["code"] == "statistics.export_days"
    assert desk.post(f"{HERE}/exports", ORDER | {"form": "xlsx"}).status_code == 422


def test_a_key_without_the_scope_does_nothing(officer, as_):
    reader = as_(officer, "profile")
    for name in ("alerts", "bands?region=9901", "reports", "answers", "questions", "inquiries", "exports"):
        assert reader.get(f"{HERE}/{name}").status_code == 403


def test_statements(desk, hours, at):
    for number in range(1, 4):
        found("9901", date(2026, number, 1), at)
        desk.put(f"{HERE}/questions", {"name": f"问题{number}", "query": QUESTION})
    assert statements(lambda: desk.get(f"{HERE}/alerts")) <= 5
    assert statements(lambda: desk.get(f"{HERE}/questions")) <= 4
    assert statements(lambda: desk.get(f"{HERE}/answers?{QUESTION}")) <= 12
