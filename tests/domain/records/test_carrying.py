"""Records that come from another node: what may stand here, what counts when, and what is given back."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.organizations import factories as organizations
from tests.domain.records import factories
from tests.domain.records.origin import NAME, Origin, saturday
from volunteercloud.core import checks as stored
from volunteercloud.core import ids, proofs
from volunteercloud.core.errors import Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Merge, MergeState, Volunteer
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log.models import Alarm, Leaf
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.records import actions, canonical, checks, hand_overs, queries, self_audit
from volunteercloud.domain.records import expecting as expecting_rules
from volunteercloud.domain.records.carrying import ArrivedVersion, HandOver, Outcome
from volunteercloud.domain.records.models import CarriedRecord, RecordHead, ServiceRecord

TRANSFER = UUID(int=7)


@pytest.fixture
def origin():
    return Origin()


@pytest.fixture
def expecting(system, volunteer, origin, at):
    """Expect records of the volunteer; the answer is what is said of each: outcome, or the code."""

    def expect(*records, person=volunteer, **changes):
        arrivals = [origin.arrival(person.id, record, **changes) for record in records]
        verdicts = actions.expect(actor=system, arrivals=arrivals, at=at)
        return [one.code or one.outcome.value for one in verdicts]

    return expect


@pytest.fixture
def arriving(system, volunteer, origin, at):
    def arrive(*records):
        arrivals = [origin.arrival(volunteer.id, record) for record in records]
        actions.arrive(actor=system, arrivals=arrivals, at=at)

    return arrive


def minutes(volunteer):
    totals = queries.totals_of(volunteer, volunteer.id)
    return totals.credit_minutes + totals.honour_minutes


def shown(volunteer):
    return [head.record_id for head in queries.records_of(volunteer, volunteer.id, queries.Wanted())]


def test_what_is_expected_holds_its_time_and_counts_nowhere(expecting, volunteer, owner, organization, origin, at):
    record = origin.record(at - timedelta(days=1))

    assert expecting(record) == ["accepted"]

    assert minutes(volunteer) == 0
    assert shown(volunteer) == []
    assert queries.to_carry([volunteer.id]) == []
    assert queries.recorded_since(at - timedelta(days=9)).records == 0
    draft = factories.draft(organization, volunteer, owner, at - timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        actions.record_service(actor=owner, draft=draft, at=at)
    assert refusal.value.code == "record.overlap"


def test_what_arrived_counts_once_and_says_where_it_comes_from(expecting, arriving, volunteer, origin, at):
    record = origin.record(saturday(), again=[{"hours": 1.5}])
    expecting(record)
    arriving(record)
    arriving(record)

    head = queries.head_of(volunteer.id, record[0])
    assert (head.origin, head.whereabouts, head.version, head.minutes) == (NAME, "here", 2, 90)
    assert minutes(volunteer) == 90
    assert shown(volunteer) == [record[0]]
    versions = queries.every_version(volunteer.id, record[0])
    assert [(one.version, one.minutes, one.organization_name) for one in versions] == [
        (1, 120, "云岭护林队"),
        (2, 90, "云岭护林队"),
    ]
    assert head.flags == ["travel.speed"]
    assert Leaf.objects.filter(owner_id=volunteer.id, kind="record/1").count() == 2
    assert Leaf.objects.filter(owner_id=volunteer.id, kind="handover/1").values_list("id", flat=True).get() == TRANSFER
    entry = Entry.objects.get(owner_id=volunteer.id, name="records.arrived")
    assert entry.facts == {"node": NAME, "records": 1, "minutes": 90}
    assert broken() == []


def broken():
    return [(finding.check, *finding.row) for finding in stored.run(checks.STATEMENTS)]


def test_the_self_audit_finds_nothing_wrong_in_what_arrived(expecting, arriving, volunteer, origin, at, log_files):
    log_actions.integrate(at - timedelta(days=1))
    factories_seal(at - timedelta(hours=2))
    record = origin.record(saturday(), again=[{"hours": 1.5}])
    expecting(record)
    arriving(record)
    log_actions.integrate(at)

    report = self_audit.audit(at)

    assert (report.versions, report.findings) == (2, [])


def factories_seal(at):
    """An entry between the service and its arrival, so that what arrives is older than a checkpoint."""
    log_actions.append([log_actions.NewLeaf("other", ids.uuid7(), ids.uuid7(), log_actions.new_salt(), b"{}")], at)
    log_actions.integrate(at)


def test_a_revoked_record_comes_with_its_history_and_counts_nowhere(expecting, arriving, volunteer, origin, at):
    gone = origin.record(saturday(), again=[{"standing": "revoked"}])
    meanwhile = origin.record(saturday())

    assert expecting(gone, meanwhile) == ["accepted", "accepted"]
    arriving(gone, meanwhile)

    assert minutes(volunteer) == 120
    assert len(shown(volunteer)) == 2


def test_a_training_comes_and_makes_no_hours(expecting, arriving, volunteer, origin):
    record = origin.record(saturday(), kind="training")
    expecting(record)
    arriving(record)

    assert queries.totals_of(volunteer, volunteer.id).by_kind == {"training": 120}
    assert minutes(volunteer) == 0


def test_what_overlaps_is_refused_for_itself(expecting, volunteer, owner, organization, origin, at):
    factories.recorded(organization, volunteer, owner, at - timedelta(days=1), 1)
    own = at - timedelta(days=1)

    verdicts = expecting(
        origin.record(own + timedelta(minutes=119)),
        origin.record(own + timedelta(hours=2)),
        origin.record(own - timedelta(hours=2)),
        origin.record(saturday()),
        origin.record(saturday() + timedelta(hours=1)),
    )

    assert verdicts == ["record.overlap", "accepted", "accepted", "accepted", "record.overlap"]


def test_a_call_off_gives_the_time_back(expecting, system, volunteer, origin, at):
    record = origin.record(saturday())
    expecting(record)

    let_go = actions.forget(actor=system, volunteer_id=volunteer.id, record_ids=[record[0]], at=at)

    assert let_go == 1
    assert RecordHead.objects.filter(volunteer_id=volunteer.id).count() == 0
    assert CarriedRecord.objects.count() == 0
    assert expecting(record) == ["accepted"]


def test_what_arrived_is_not_forgotten(expecting, arriving, system, volunteer, origin, at):
    record = origin.record(saturday())
    expecting(record)
    arriving(record)

    assert actions.forget(actor=system, volunteer_id=volunteer.id, record_ids=[record[0]], at=at) == 0
    assert minutes(volunteer) == 120


def test_the_same_record_again_is_here_or_waits(expecting, arriving, volunteer, origin):
    record = origin.record(saturday(), again=[{"hours": 1}])
    expecting(record)
    assert expecting(record) == ["record.arriving"]
    arriving(record)

    assert expecting(record) == ["here"]
    assert expecting((record[0], record[1][:1])) == ["here"]
    assert minutes(volunteer) == 60


def test_another_story_of_the_same_record_is_a_conflict(expecting, arriving, origin):
    record = origin.record(saturday())
    expecting(record)
    arriving(record)
    other = origin.record(saturday(), 3, record_id=record[0])

    assert expecting(other) == ["record.conflict"]
    assert expecting(record, origin="third.example") == ["record.conflict"]


def test_what_is_here_already_comes_again_with_another_transfer_and_counts_once(
    expecting, arriving, system, volunteer, origin, at
):
    record = origin.record(saturday())
    expecting(record)
    arriving(record)
    again = origin.arrival(volunteer.id, record, transfer_id=UUID(int=8))
    actions.arrive(actor=system, arrivals=[again], at=at)

    assert (minutes(volunteer), ServiceRecord.objects.count()) == (120, 1)
    handed = Leaf.objects.filter(owner_id=volunteer.id, kind="handover/1").order_by("id")
    assert list(handed.values_list("id", flat=True)) == [TRANSFER, UUID(int=8)]


def test_what_somebody_wrote_meanwhile_is_an_overlap(
    expecting, volunteer, owner, organization, origin, at, monkeypatch
):
    """It stood in no answer of the database yet when it was asked what else there is: the database refuses it all the same."""
    factories.recorded(organization, volunteer, owner, at - timedelta(days=1), 1)
    monkeypatch.setattr(expecting_rules.Busy, "is_free", lambda *_times: True)

    assert expecting(origin.record(at - timedelta(days=1))) == ["record.overlap"]
    assert RecordHead.objects.count() == 1


def test_a_record_is_one_persons(expecting, arriving, owner, origin):
    record = origin.record(saturday())
    expecting(record)
    arriving(record)

    assert expecting(record, person=organizations.person("芒种")) == ["record.conflict"]


def test_records_of_our_own_do_not_come_from_elsewhere(expecting, organization, origin):
    assert expecting(origin.record(saturday()), origin=own_name()) == ["record.unknown"]
    assert expecting(origin.record(saturday(), organization_id=organization.id)) == ["record.organization"]


def own_name():
    return node_queries.own_name()


def test_what_was_erased_does_not_come_back(expecting, arriving, system, volunteer, origin, at):
    record = origin.record(saturday())
    expecting(record)
    arriving(record)
    actions.erase_records(actor=system, volunteer_id=volunteer.id, reason="决定 2026-17 号，2026年5月", at=at)
    assert CarriedRecord.objects.count() == 0

    assert expecting(record) == ["record.erased"]


HOSTILE = {
    "a day of 25 hours": ({"hours": 25}, "record.form"),
    "more minutes than were worked": ({"minutes": 180}, "record.times"),
    "more worked than there was time": ({"worked_minutes": 180}, "record.times"),
    "a break on top": ({"break_minutes": 10}, "record.times"),
    "an end before the start": (
        {"ends_at": saturday() - timedelta(hours=1), "worked_minutes": 5, "minutes": 5},
        "record.times",
    ),
    "a day and a minute": ({"hours": 24 + 1 / 60, "worked_minutes": 60, "minutes": 60}, "record.times"),
    "another day": ({"day": date(2026, 1, 9)}, "record.times"),
    "no minutes": ({"minutes": 0}, "record.form"),
    "written before it was over": ({"written_at": saturday()}, "record.future"),
    "a version that is missing": ({"version": 2, "reason": "工时填错"}, "record.gap"),
    "an unknown grade": ({"grade": "S"}, "record.form"),
    "an unknown kind": ({"kind": "gift"}, "record.form"),
    "a long title": ({"title": "山" * 201}, "record.form"),
    "an endless title": ({"title": "山" * 10_000_000}, "record.too_large"),
    "a zero byte": ({"title": "山\x00"}, "record.form"),
    "a zero byte within": ({"trail": [{"at": "2026-05-16T01:00:00+00:00", "what": "\x00"}]}, "record.form"),
    "a trail without times": ({"trail": [{"what": "in_pass"}]}, "record.form"),
    "a trail with other times": ({"trail": [{"at": "soon", "what": "in_pass"}]}, "record.form"),
    "a trail that nests": (
        {"trail": [{"at": "2026-05-16T01:00:00+00:00", "what": "x", "who": {"a": 1}}]},
        "record.form",
    ),
    "a finding of another kind": ({"findings": [{"rule": "x", "result": "great", "inputs": {}}]}, "record.form"),
    "a finding with words for metres": (
        {"findings": [{"rule": "x", "result": "ok", "inputs": {"metres": "far"}}]},
        "record.form",
    ),
    "a finding with no moment": (
        {"findings": [{"rule": "x", "result": "ok", "inputs": {"verified_at": "x"}}]},
        "record.form",
    ),
    "nowhere on earth": ({"latitude": 91.0, "longitude": 0.0}, "record.form"),
    "another form": ({"form": "record/2"}, "record.form"),
    "a field too many": ({"points": 5}, "record.form"),
}


@pytest.mark.parametrize(("changes", "code"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_is_refused_item_by_item(changes, code, expecting, origin):
    sound = origin.record(saturday(1) + timedelta(weeks=5))

    assert expecting(origin.record(saturday(), **changes), sound) == [code, "accepted"]


def test_a_whole_day_and_a_whole_month_later_are_still_times(expecting, origin):
    moved = {"starts_at": saturday(1) + timedelta(days=31), "day": (saturday(1) + timedelta(days=31)).date()}
    assert expecting(origin.record(saturday(), 24), origin.record(saturday(1), again=[moved])) == ["accepted"] * 2


def test_nobody_served_before_they_were_born(expecting, volunteer, origin):
    Volunteer.objects.filter(id=volunteer.id).update(birth_on=date(2026, 1, 4))

    assert expecting(origin.record(saturday()), origin.record(saturday(1))) == ["record.before_birth", "accepted"]


def test_the_future_has_not_been_served_yet(expecting, origin, at):
    assert expecting(origin.record(at + timedelta(hours=1))) == ["record.future"]


def test_long_ago_is_told_apart(expecting, volunteer, origin):
    Volunteer.objects.filter(id=volunteer.id).update(birth_on=date(1, 1, 1))

    assert expecting(origin.record(datetime(1, 1, 2, tzinfo=UTC), trail=[])) == ["record.times"]
    assert expecting(origin.record(datetime(1998, 8, 8, tzinfo=UTC))) == ["accepted"]


HISTORIES = {
    "a better grade": ([{"grade": "A"}], "record.grade"),
    "a correction without a reason": ([{"reason": " "}], "record.form"),
    "a gap": ([{"version": 3}], "record.gap"),
    "another record's version": ([{"record_id": UUID(int=5)}], "record.mixed"),
    "another person's version": ([{"volunteer_id": UUID(int=5)}], "record.mixed"),
    "months away": ([{"starts_at": saturday(9)}], "record.times"),
}


@pytest.mark.parametrize(("again", "code"), HISTORIES.values(), ids=HISTORIES)
def test_versions_belong_together(again, code, expecting, origin):
    assert expecting(origin.record(saturday(), again=again)) == [code]


def test_one_version_does_not_count_as_two(expecting, origin):
    version_id = UUID(int=5)

    assert expecting(origin.record(saturday(), id=version_id, again=[{"id": version_id}])) == ["record.doubled"]


def test_a_place_next_to_the_equator_or_the_meridian_is_one(expecting, origin):
    """Very small numbers are written with an exponent."""
    assert (
        expecting(
            origin.record(saturday(0), latitude=0.00001, longitude=103.8),
            origin.record(saturday(1), latitude=51.5, longitude=-0.00002),
            origin.record(saturday(2), latitude=0.0, longitude=0.0),
        )
        == ["accepted"] * 3
    )


def test_nobody_is_expected_whom_we_do_not_know(db, system, origin, at):
    arrivals = [origin.arrival(ids.uuid7(), origin.record(saturday()))]

    (verdict,) = actions.expect(actor=system, arrivals=arrivals, at=at)

    assert (verdict.code, RecordHead.objects.count(), CarriedRecord.objects.count()) == ("record.person", 0, 0)


def test_what_was_never_expected_does_not_arrive(arriving, volunteer, origin):
    arriving(origin.record(saturday()))

    assert (RecordHead.objects.count(), ServiceRecord.objects.count(), Leaf.objects.count()) == (0, 0, 0)


def test_bytes_that_are_not_canonical_are_no_version(expecting, origin):
    record_id, [version] = origin.record(saturday())
    spaced = ArrivedVersion(version.content.replace(b'":', b'": ', 1), version.details)
    twice = ArrivedVersion(version.content[:-1] + b',"version":1}', version.details)
    not_a_number = ArrivedVersion(version.content, version.details.replace(b'"latitude":null', b'"latitude":NaN'))

    for one in (spaced, twice, not_a_number, ArrivedVersion(b"", b""), ArrivedVersion(b"\xff", b"[" * 3000)):
        assert expecting((record_id, [one])) == ["record.form"]
    assert expecting((record_id, [])) == ["record.form"]


def test_one_id_for_two_versions_is_refused(expecting, origin):
    first = origin.record(saturday())
    version_id = UUID(int=99)
    records = [origin.record(saturday(week), id=version_id) for week in (1, 2)]

    assert expecting(first, first, *records) == ["accepted", "record.doubled", "accepted", "record.doubled"]


def test_statements_do_not_grow_with_records(system, volunteer, origin, at):
    def statements(weeks):
        records = [origin.record(saturday(week)) for week in weeks]
        arrivals = [origin.arrival(volunteer.id, record, transfer_id=ids.uuid7()) for record in records]
        with CaptureQueriesContext(connection) as captured:
            verdicts = actions.expect(actor=system, arrivals=arrivals, at=at)
            actions.arrive(actor=system, arrivals=arrivals, at=at)
        assert {one.outcome for one in verdicts} == {Outcome.ACCEPTED}
        return len(captured)

    statements([0])
    assert statements(range(1, 3)) == statements(range(3, 18))


class TestLeaving:
    """A record of this node that goes to another one."""

    @pytest.fixture
    def head(self, owner, organization, volunteer, at, log_files):
        (head,) = factories.recorded(organization, volunteer, owner, at - timedelta(days=2), 1)
        return head

    @pytest.fixture
    def handed(self, system, volunteer, head, at):
        handed = [
            HandOver(
                volunteer_id=volunteer.id,
                record_id=head.record_id,
                version=1,
                node_name=NAME,
                transfer_id=TRANSFER,
            )
        ]
        actions.hand_over(actor=system, handed=handed, at=at)
        return handed

    def test_it_is_listed_and_counts_no_more(self, handed, head, volunteer, owner, organization, at):
        (listed,) = queries.records_of(volunteer, volunteer.id, queries.Wanted())
        assert (listed.whereabouts, listed.moved_to, listed.moved_version) == ("moved", NAME, 1)
        assert minutes(volunteer) == 0
        assert queries.days_of(volunteer, volunteer.id, date(2026, 1, 1), date(2026, 12, 31)) == {}
        assert queries.valid_between(volunteer.id, date(2026, 1, 1), date(2026, 12, 31), None) == []
        assert queries.to_carry([volunteer.id]) == []

    def test_the_organization_keeps_what_it_achieved(self, handed, head, volunteer, owner, organization, at):
        certified = queries.valid_between(volunteer.id, date(2026, 1, 1), date(2026, 12, 31), organization.id)
        assert [one.record_id for one in certified] == [head.record_id]
        assert queries.served_with(owner, organization.id, volunteer.id).records == 1
        assert queries.recorded_since(at - timedelta(days=9)).records == 1
        assert broken() == []

    def test_its_time_stays_taken(self, handed, owner, organization, volunteer, head, at):
        draft = factories.draft(organization, volunteer, owner, at - timedelta(days=2))
        with pytest.raises(Refused):
            actions.record_service(actor=owner, draft=draft, at=at)

    def test_it_is_handed_over_once(self, handed, system, head, at):
        with pytest.raises(Refused) as refusal:
            actions.hand_over(actor=system, handed=handed, at=at)

        assert refusal.value.code == "record.not_here"

    def test_the_log_holds_the_hand_over(self, handed, volunteer, head, at):
        leaf = Leaf.objects.get(owner_id=volunteer.id, kind="handover/1")
        said = hand_overs.content(
            transfer_id=TRANSFER,
            from_node=own_name(),
            to_node=NAME,
            volunteer_id=volunteer.id,
            versions={head.record_id: 1},
            at=at,
        )
        assert proofs.commitment("handover/1", bytes(leaf.salt), said) == bytes(leaf.commitment)

    def test_a_correction_follows(self, handed, head, owner, volunteer, at):
        assert queries.following(10) == []

        actions.correct_record(
            actor=owner,
            volunteer_id=volunteer.id,
            record_id=head.record_id,
            starts_at=at - timedelta(days=2),
            ends_at=at - timedelta(days=2) + timedelta(hours=1),
            break_minutes=0,
            reason="提前离开",
            at=at,
        )

        assert [one.record_id for one in queries.following(10)] == [head.record_id]
        assert [one.record_id for one in queries.following(10, after=UUID(int=0))] == [head.record_id]
        assert queries.following(10, after=volunteer.id) == []
        (follows,) = queries.carried_of({volunteer.id: [head.record_id]})
        assert [version.version for version in follows.versions] == [1, 2]
        again = [HandOver(**vars_of(handed[0]) | {"version": 2})]
        actions.note_followed(actor=owner, handed=again, at=at)
        assert queries.following(10) == []
        assert minutes(volunteer) == 0
        assert Alarm.objects.count() == 0

    def test_what_is_refused_there_follows_no_more_and_officers_are_told(self, handed, head, system, at):
        RecordHead.objects.filter(record_id=head.record_id).update(version=2)
        again = [HandOver(**vars_of(handed[0]) | {"version": 2})]
        stranger = [HandOver(**vars_of(handed[0]) | {"record_id": ids.uuid7()})]

        actions.note_followed(actor=system, handed=stranger, refused={stranger[0].record_id}, at=at)
        assert (Alarm.objects.count(), len(queries.following(10))) == (0, 1)

        actions.note_followed(actor=system, handed=again, refused={head.record_id}, at=at)
        alarm = Alarm.objects.get()
        assert (alarm.kind, alarm.subject, alarm.region_code) == ("record_behind", str(head.record_id), "990101")
        assert alarm.facts == {"node": NAME, "version": 2, "transfer": str(TRANSFER)}
        assert queries.following(10) == []

    def test_it_comes_home(self, handed, head, system, volunteer, origin, at):
        (moved,) = queries.carried_of({volunteer.id: [head.record_id]})
        home = home_again(origin, moved, volunteer)

        assert [one.outcome for one in actions.expect(actor=system, arrivals=[home], at=at)] == [Outcome.ACCEPTED]
        assert shown(volunteer) == [head.record_id]
        assert minutes(volunteer) == 0
        actions.arrive(actor=system, arrivals=[home], at=at)

        assert minutes(volunteer) == 120
        back = queries.head_of(volunteer.id, head.record_id)
        assert (back.whereabouts, back.origin, back.moved_to, back.source_kind) == ("here", "", "", "shift")
        assert ServiceRecord.objects.filter(record_id=head.record_id).count() == 1
        assert Leaf.objects.filter(owner_id=volunteer.id, kind="handover/1").count() == 2
        assert broken() == []

    def test_a_home_coming_that_is_called_off_leaves_it_moved(self, handed, head, system, volunteer, origin, at):
        (moved,) = queries.carried_of({volunteer.id: [head.record_id]})
        actions.expect(actor=system, arrivals=[home_again(origin, moved, volunteer)], at=at)

        actions.forget(actor=system, volunteer_id=volunteer.id, record_ids=[head.record_id], at=at)

        found = queries.head_of(volunteer.id, head.record_id)
        assert (found.whereabouts, found.moved_to, found.moved_version) == ("moved", NAME, 1)

    def test_what_stands_under_another_number_goes_along(self, handed, owner, organization, volunteer, system, at):
        other = organizations.person("芒种")
        (theirs,) = factories.recorded(organization, other, owner, at - timedelta(days=20), 1)
        Merge.objects.create(
            volunteer_id=volunteer.id,
            id=ids.uuid7(),
            other_id=other.id,
            other_number="V2345678",
            state=MergeState.MERGED,
            grounds="同一个人",
            proposed_by=owner.id,
            proposed_by_label="谷雨",
            proposed_at=at,
            merged_at=at,
        )

        (carried,) = queries.to_carry([volunteer.id])
        assert (carried.person_id, carried.head.volunteer_id, len(carried.versions)) == (volunteer.id, other.id, 1)
        again = HandOver(**vars_of(handed[0]) | {"record_id": theirs.record_id, "transfer_id": ids.uuid7()})
        actions.hand_over(actor=system, handed=[again], at=at)

        assert queries.to_carry([volunteer.id]) == []
        assert queries.head_of(volunteer.id, theirs.record_id).moved_to == NAME

    def test_a_certificate_issued_before_still_stands(self, handed, head, volunteer):
        stands = queries.stand_of(volunteer.id, [head.record_id])[head.record_id]

        assert (stands.version_id, stands.standing) == (head.version_id, "valid")

    def test_nobody_else_writes_versions_of_it(self, handed, head, system, volunteer, origin, at):
        (moved,) = queries.carried_of({volunteer.id: [head.record_id]})
        home = home_again(origin, moved, volunteer)
        _id, more = origin.record(
            moved.head.during.lower,
            1,
            record_id=head.record_id,
            version=2,
            reason="更正",
            organization_id=head.organization_id,
            volunteer_id=origin.volunteer_id,
            written_at=at,
        )
        longer = origin.arrival(
            volunteer.id, (head.record_id, [*home.versions, *more]), origin=own_name(), transfer_id=ids.uuid7()
        )

        (verdict,) = actions.expect(actor=system, arrivals=[longer], at=at)

        assert verdict.code == "record.conflict"


def vars_of(one):
    return {name: getattr(one, name) for name in one.__slots__}


def home_again(origin, carried, volunteer):
    """What the other node says of a record that it was given: the same, under its own id of the person."""
    versions = []
    for version in carried.versions:
        shown = {name: getattr(version, name) for name in canonical.SHOWN}
        shown |= {"volunteer_id": origin.volunteer_id, "form": canonical.KIND}
        versions.append(origin.sealed(shown, canonical.canonical_details(version)))
    return origin.arrival(volunteer.id, (carried.head.record_id, versions), origin=own_name(), transfer_id=UUID(int=8))
