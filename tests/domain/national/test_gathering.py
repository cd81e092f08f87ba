"""What is gathered is signed, sealed and follows what was said before; anything else is kept out, with the reason."""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.utils import timezone

from tests.domain.identity import factories as identity
from tests.domain.nodes import peers
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.log.models import Alarm
from volunteercloud.domain.national import actions, gathering, queries, totals
from volunteercloud.domain.national.counting import Key
from volunteercloud.domain.national.models import Contributor, Figure, Gathered, ListedOrganization
from volunteercloud.domain.nodes import calling
from volunteercloud.domain.nodes.models import Node, State

from . import sources
from .conftest import CLERK

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def source(ground, now):
    return sources.Source(now)


def keep(source, *papers, at):
    sent = papers or source.sent
    return actions.keep_figures(actor=CLERK, node_name=source.name, sent=sent, at=at).trouble


def minutes(period="2026-05"):
    return sum(Figure.objects.filter(period=period, measure="counted.minutes").values_list("value", flat=True))


def test_versions_are_kept_and_the_newest_counts(source, now):
    source.issue(now - DAY, sources.hours(60))
    source.issue(now, sources.hours(90))
    assert (keep(source, at=now), minutes()) == ("", 90)
    assert list(Gathered.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert Contributor.objects.get().figures_at == now


def test_what_comes_again_changes_nothing(source, now):
    source.issue(now, sources.hours(60))
    assert [keep(source, at=now), keep(source, at=now)] == ["", ""]
    assert (Gathered.objects.count(), minutes()) == (1, 60)


def test_a_correction_of_a_month_that_is_over(source, now):
    source.issue(now - DAY, sources.hours(60), is_closed=True, reason="closing")
    source.issue(now, sources.hours(30), is_closed=True, reason="corrections")
    assert (keep(source, at=now), minutes()) == ("", 30)


def test_a_measure_that_nobody_knows_is_kept(source, now):
    source.issue(now, {Key("990101", "", ""): {"people.flying": 3}})
    assert keep(source, at=now) == ""
    assert Figure.objects.get(measure="people.flying").value == 3


def forged(source, now):
    honest = source.issue(now, sources.hours(60))
    other = sources.Source(now, "hanlu.example").issue(now, sources.hours(9000), node="bailu.example")
    head, body, signature = honest.text.split(".")
    return {
        "signed by another": (replace(other, id=honest.id), "paper.key_unknown"),
        "changed": (replace(honest, text=f"{head}.{body[:-4]}AAAA.{signature}"), None),
        "no paper": (replace(honest, text="figures"), "paper.unreadable"),
        "proof of another log": (replace(honest, proof=other.proof), "figures.proof"),
        "proof of something else": (
            replace(honest, proof=source.proof("other", {"node": "bailu.example", "period": "2026-05", "version": 1})),
            "figures.proof",
        ),
        "no proof": (replace(honest, proof={}), "figures.proof"),
        "a proof with another kind of leaf": (
            replace(
                honest,
                proof=source.proof(
                    honest.text, {"node": "bailu.example", "period": "2026-05", "version": 1}, kind="record"
                ),
            ),
            "figures.proof",
        ),
    }


@pytest.mark.parametrize("what", ["signed by another", "changed", "no paper", "proof of another log"])
@pytest.mark.usefixtures("ground")
def test_forgeries_are_kept_out(source, what, now):
    paper, code = forged(source, now)[what]
    assert keep(source, paper, at=now) in ([code] if code else ["paper.signature", "paper.unreadable"])
    assert (Gathered.objects.count(), Figure.objects.count()) == (0, 0)


@pytest.mark.parametrize("what", ["proof of something else", "no proof", "a proof with another kind of leaf"])
def test_what_stands_in_no_log_is_kept_out(source, what, now):
    paper, code = forged(source, now)[what]
    assert (keep(source, paper, at=now), Gathered.objects.count()) == (code, 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"node": "hanlu.example"}, "figures.other_node"),
        ({"period": "2026-13"}, "figures.form"),
        ({"period": "2099-12"}, "figures.early"),
        ({"version": 3}, "figures.gap"),
        ({"previous": b"\x01" * 32}, "figures.gap"),
        ({"people": {Key("990101", "", ""): {"people.served": -1}}}, "figures.cells"),
        ({"people": {Key("990101", "", ""): {"people.served": 2**60}}}, "figures.cells"),
        ({"people": {Key("99010199", "", ""): {"people.served": 1}}}, "figures.cells"),
        ({"people": {Key("990101", "", ""): {"x'; drop": 1}}}, "figures.cells"),
    ],
)
def test_what_is_no_figures_of_that_node_is_kept_out(source, changes, code, now):
    source.issue(now, {}, **changes)
    assert (keep(source, at=now), Gathered.objects.count()) == (code, 0)


def test_what_was_said_is_not_taken_back(source, now):
    first = source.issue(now - DAY, sources.hours(60), is_closed=True, reason="closing")
    keep(source, at=now)
    source.issue(now, sources.hours(30), is_closed=True, reason="running")
    assert keep(source, at=now) == "figures.reason"
    source.last["2026-05"] = (1, bytes(Gathered.objects.get().digest))
    source.sent = [first]
    source.issue(now, sources.hours(30), is_closed=False)
    assert keep(source, at=now) == "figures.backwards"
    assert minutes() == 60


def test_two_versions_of_one_number_are_an_alarm(source, now):
    source.issue(now - DAY, sources.hours(60))
    keep(source, at=now)
    source.last = {}
    other = source.issue(now, sources.hours(6000))
    assert keep(source, other, at=now) == "national.two_versions"
    assert (Alarm.objects.get().kind, Alarm.objects.get().subject) == ("national.two_versions", "bailu.example")
    assert minutes() == 60


def test_what_stands_before_the_forgery_is_kept(source, now):
    source.issue(now - DAY, sources.hours(60))
    broken = source.issue(now, sources.hours(90))
    source.sent[1] = replace(broken, proof={})
    assert (keep(source, at=now), minutes()) == ("figures.proof", 60)
    source.sent[1] = broken
    assert (keep(source, at=now), minutes()) == ("", 90)


def test_a_node_that_is_not_trusted_is_not_believed(source, now):
    source.issue(now, sources.hours(60))
    Node.objects.update(state=State.WITHDRAWN, withdrawn_at=now, withdrawn_reason="gave away its key")
    contributor = gathering.gather_from(CLERK, source.name, now)
    assert (contributor.trouble, Gathered.objects.count()) == ("not_trusted", 0)


def test_nobody_who_is_signed_in_keeps_figures(source, now, at):
    with pytest.raises(NotAllowed):
        actions.keep_figures(actor=identity.volunteer(at), node_name=source.name, sent=[], at=now)


# Over the wire


class Answers:
    """What nodes answer, by path; a node that is missing is not to be reached."""

    def __init__(self):
        self.of = {}

    def get(self, name, path, _at):
        if name not in self.of:
            raise calling.Unreachable("timeout")
        parts = urlsplit(path)
        said = self.of[name].get(parts.path.rpartition("/")[2], {})
        answer = said(parse_qs(parts.query).get("after", [""])[0]) if callable(said) else said
        return calling.Answer(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())


@pytest.fixture
def answers(monkeypatch):
    given = Answers()
    monkeypatch.setattr(calling, "get", given.get)
    return given


def organization(name="白露志愿服务队", **changes):
    said = {"number": "Z7K4M2QX3", "name": name, "name_en": "", "uscc": "", "region_code": "990101", "state": "active"}
    return {"id": "00000000-0000-7000-8000-000000000001", "url": "https://bailu.example/o/Z7K4M2QX3/"} | said | changes


def listed(*rows, after=7):
    return {"organizations": list(rows), "after": after, "more": False}


def test_a_round_goes_on_where_the_last_one_ended(source, answers, now):
    answers.of[source.name] = {"figures": source.figures, "organizations": listed(organization())}
    source.issue(now - DAY, sources.hours(60))
    gathering.gather_from(CLERK, source.name, now)
    source.issue(now, sources.hours(90))
    contributor = gathering.gather_from(CLERK, source.name, now)
    assert (contributor.trouble, contributor.listed_after, minutes()) == ("", 7, 90)


def test_one_node_that_fails_stops_no_other(source, answers, now):
    peers.confirmed(now, "hanlu.example")
    answers.of[source.name] = {"figures": source.figures, "organizations": listed()}
    source.issue(now, sources.hours(60))
    gathering.gather(CLERK, now)
    found = dict(Contributor.objects.values_list("node_name", "trouble"))
    assert (found["bailu.example"], found["hanlu.example"], minutes()) == ("", "timeout", 60)


@pytest.mark.parametrize(
    "answer", [b"<html>", b"[]", {"documents": [{}]}, {"documents": "x"}, {"documents": [{"id": "x", "text": 1}]}]
)
def test_an_answer_that_is_none_is_said_so(source, answers, answer, now):
    answers.of[source.name] = {"figures": answer}
    assert gathering.gather_from(CLERK, source.name, now).trouble == "national.unreadable"


def test_organizations_are_listed_with_their_source_until_they_are_gone(source, answers, now):
    answers.of[source.name] = {
        "figures": source.figures,
        "organizations": listed(organization(), organization(id=str(UUID(int=2)), url="https://evil.example/")),
    }
    gathering.gather_from(CLERK, source.name, now)
    assert [(row.node_name, row.url) for row in queries.organizations("白露")] == [
        ("bailu.example", ""),
        ("bailu.example", "https://bailu.example/o/Z7K4M2QX3/"),
    ]
    assert queries.organizations("寒露") == []
    answers.of[source.name]["organizations"] = listed({"id": str(UUID(int=2)), "gone": True}, after=9)
    gathering.gather_from(CLERK, source.name, now)
    assert ListedOrganization.objects.count() == 1


def test_a_list_that_is_odd_stops_nobody(source, answers, now):
    rows = [
        organization(url="https://["),
        organization(name="白露义工"),
        organization(url="https://bailu.example@evil.example/"),
    ]
    answers.of[source.name] = {"figures": source.figures, "organizations": listed(*rows)}
    assert gathering.gather_from(CLERK, source.name, now).trouble == ""
    assert [(row.name, row.url) for row in queries.organizations("白露")] == [("白露志愿服务队", "")]


@pytest.mark.parametrize("row", [organization(name="长" * 201), organization(state=3), {"id": "nobody"}, {}])
def test_a_list_that_cannot_be_kept_changes_nothing(source, answers, row, now):
    answers.of[source.name] = {"figures": source.figures, "organizations": listed(organization(), row)}
    assert gathering.gather_from(CLERK, source.name, now).trouble == "national.unreadable"
    assert ListedOrganization.objects.count() == 0


# Sums


def test_the_country_is_the_sum_of_its_nodes(source, now):
    source.issue(now, sources.hours(60))
    keep(source, at=now)
    other = sources.Source(now, "hanlu.example")
    other.issue(now, sources.hours(30, grade="E"))
    keep(other, at=now)
    found = totals.nation(now)
    assert (found.whole.credit_minutes, found.whole.honour_minutes, found.whole.registered) == (60, 30, 800)
    assert [(part.code, part.sums.served) for part in found.parts] == [("99", 80)]
    assert [(each.name, each.is_late) for each in found.sources] == [("bailu.example", False), ("hanlu.example", False)]


def test_a_node_without_figures_is_named_as_missing(source, now):
    found = totals.nation(now)
    assert [(each.name, each.newest, each.is_late) for each in found.sources] == [("bailu.example", None, True)]


def test_small_groups_stand_together_and_nothing_is_their_difference(source, now):
    def people(region, served):
        return {Key(region, "", ""): {"people.served": served}}

    cells = people("110101", 3) | people("120101", 4) | people("310101", 12) | people("330101", 50)
    source.issue(now, cells, people={})
    keep(source, at=now)
    parts = [(part.code, part.sums.served) for part in totals.nation(now).parts]
    assert parts == [("33", 50), ("", 19)]
    assert sum(served for _code, served in parts) == totals.nation(now).whole.served


def test_stocks_count_of_the_newest_month_and_hours_of_all(source, now):
    source.issue(now - 5 * DAY, sources.hours(60), period="2026-04", is_closed=True, reason="closing")
    source.issue(now, sources.hours(30), period="2026-05")
    keep(source, at=now)
    assert (totals.nation(now).whole.credit_minutes, totals.nation(now).whole.registered) == (90, 400)
    assert totals.nation(now, "2026-04").whole.credit_minutes == 60
    with pytest.raises(NotFound):
        totals.nation(now, "2020-01")
