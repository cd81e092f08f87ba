"""What a chunk writes is what the product would have written: every constraint holds, every check finds nothing, and the log
agrees with each version."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.db import connection, transaction

from volunteercloud.cli.commands.check import AREAS
from volunteercloud.cli.simulate import afterwards, chunks, facts, ground
from volunteercloud.cli.simulate.nation import Nation
from volunteercloud.core import checks, ids
from volunteercloud.domain.identity import claims
from volunteercloud.domain.identity.models import Account, Claim, ClaimKind, OfficerGrant, Volunteer
from volunteercloud.domain.log.actions import bulk
from volunteercloud.domain.log.models import Leaf
from volunteercloud.domain.records import self_audit
from volunteercloud.domain.records.models import Grade, RecordHead, ServiceRecord, Standing
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.statistics import locations, recounting
from volunteercloud.domain.statistics.models import PersonFact, ServiceFact, ShiftFact
from volunteercloud.domain.statistics.recounting import pieces

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
NATION = Nation(Fraction(1, 10_000), 1, UNTIL)


@pytest.fixture(autouse=True)
def country(db):
    """Two provinces with a few streets, and the session as it was afterwards."""
    for province in ("31", "44"):
        codes = [province, f"{province}01", f"{province}0101", *(f"{province}010100{n}" for n in range(1, 6))]
        for code in codes:
            above = {2: None, 4: code[:2], 6: code[:4], 9: code[:6]}[len(code)]
            level = {2: 1, 4: 2, 6: 3, 9: 4}[len(code)]
            Region.objects.create(
                code=code, parent_id=above, level=level, name=f"测区{code}", valid_from=date(2015, 1, 1)
            )
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ALL; DROP TABLE IF EXISTS person, house, activity, entry")


def build(nation=NATION, numbers=(0,), written=lambda table, rows, seconds: None):
    session = connection.connection
    locations.store()
    ground.lay(session, nation, is_sealed=True)
    chunks.prepare(session)
    told = chunks.given(nation, is_sealed=True)
    chunks.federations(session, told, written)
    for chunk in nation.chunks():
        if chunk.number in numbers:
            chunks.write(session, chunk, told, written)
    session.execute("SET TIME ZONE 'UTC'")  # in which Django reads


def digest():
    """Of every row of every table that a chunk writes."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(chunks.TABLES):
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(row::text, '' ORDER BY row::text), '')) FROM {table} AS row"
            )
            (found[table],) = cursor.fetchone()
        return found


def built_and_taken_back(nation):
    with transaction.atomic():
        build(nation)
        found = digest()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_makes_the_same_rows_and_another_one_others():
    first = built_and_taken_back(NATION)
    assert built_and_taken_back(NATION) == first
    other = built_and_taken_back(Nation(NATION.scale, 2, UNTIL))
    assert [table for table in first if first[table] == other[table]] == []


def test_every_check_finds_nothing():
    build()
    afterwards._count_figures(afterwards.Step(""), AT)
    afterwards._count_needs(afterwards.Step(""), AT)
    afterwards.indexing.build()
    found = {name: [finding.check for finding in checks.run(area.STATEMENTS)] for name, area in AREAS.items()}
    assert found == {name: [] for name in AREAS}


def test_the_figures_are_what_the_records_come_to():
    build(numbers=(0, 1, 2))
    pieces.begin_cells(connection.connection, facts.PARTS)
    for statements in pieces.of_cells(facts.PARTS):
        for statement in statements:
            connection.connection.execute(statement)
    recounting.conclude(actor=afterwards.BUILDER, people=0, facts=0, at=AT)
    assert (PersonFact.objects.exists(), ServiceFact.objects.exists(), ShiftFact.objects.exists()) == (True,) * 3
    found = recounting.recount(actor=afterwards.BUILDER, at=AT)
    assert (found.is_first, found.differing, found.examples) == (False, {}, {})


def test_every_version_is_what_was_sealed(log_files):
    build()
    bulk.take_places(next(NATION.chunks()).leaves)
    bulk.integrate_many(AT)
    report = self_audit.audit(AT)
    assert (report.size, report.leaves, report.versions, report.findings) == (
        Leaf.objects.count(),
        Leaf.objects.count(),
        ServiceRecord.objects.count(),
        [],
    )


def test_it_holds_what_its_numbers_say():
    rows = dict.fromkeys(chunks.TABLES, 0)

    def written(table, count, _seconds):
        if count:
            rows[table] += count

    build(written=written)
    chunk = next(NATION.chunks())
    assert Volunteer.objects.count() == chunk.people[1]
    assert (rows["records_recordhead"], rows["log_leaf"]) == (chunk.records, chunk.leaves)
    assert (RecordHead.objects.count(), ServiceRecord.objects.count()) == (chunk.records, chunk.leaves)
    assert set(RecordHead.objects.values_list("grade", flat=True)) == set(Grade.values)
    assert RecordHead.objects.filter(standing=Standing.REVOKED).exists()
    assert ServiceRecord.objects.filter(version=2).exclude(reason="").count() == chunk.leaves - chunk.records
    for table in sorted(chunks.TABLES - {"log_leaf"}):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert (table, cursor.fetchone()) == (table, (rows[table],))


def test_public_numbers_are_whole_and_lead_to_their_people():
    build()
    for person in Volunteer.objects.order_by("id")[:50]:
        assert ids.is_public_code(person.number)
        assert Claim.objects.get(value_index=claims.index(ClaimKind.NUMBER, person.number)).holder_id == person.id


def test_a_chunk_that_breaks_off_leaves_nothing_and_is_written_again():
    with transaction.atomic():
        build(numbers=(0, 1))
        whole = digest()
        transaction.set_rollback(True)
    build()
    before = digest()
    session, told = connection.connection, chunks.given(NATION, is_sealed=True)
    second = list(NATION.chunks())[1]

    def killed(table, rows, seconds):
        if table == "records_recordhead":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        chunks.write(session, second, told, killed)
    assert digest() == before
    session.execute("SET TIME ZONE 'Asia/Shanghai'")
    chunks.write(session, second, told, lambda table, rows, seconds: None)
    session.execute("SET TIME ZONE 'UTC'")
    assert digest() == whole


def test_what_does_not_come_out_as_counted_is_refused(monkeypatch):
    monkeypatch.setattr(chunks.crowd, "DRAW", chunks.crowd.DRAW.replace("1 + share", "share"))
    with pytest.raises(chunks.Unsound):
        build()


def test_nobody_can_sign_in_but_two():
    build()
    assert not Account.objects.filter(email__isnull=False).exists()
    assert {account.has_usable_password() for account in Account.objects.all()} == {False}
    afterwards._open_accounts(AT)
    opened = Account.objects.filter(email__isnull=False).order_by("email")
    expected = dict(afterwards.sign_ins().values())
    assert {account.email: account.check_password(expected[account.email]) for account in opened} == dict.fromkeys(
        expected, True
    )
    assert [grant.account.email for grant in OfficerGrant.objects.all()] == ["officer@simulated.example"]
