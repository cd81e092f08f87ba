import json
from uuid import uuid4

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.cli.commands import records
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.records.rulebook import RULES


@pytest.fixture
def record_id(db, at):
    organizations.ground()
    owner = organizations.person("谷雨")
    shift = activities.public_shift(owner, organizations.organization(owner, at), at)
    volunteer = organizations.person("小满")
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return RecordHead.objects.get().record_id


@pytest.fixture
def explain(capsys):
    """What the command prints. Its own way to the database is left out: the tests are connected."""

    def printed(record_id, *, as_json=False):
        records.explain.callback.__wrapped__(record_id=record_id, as_json=as_json)
        return capsys.readouterr().out

    return printed


def test_each_rule_is_told_in_its_order(explain, record_id):
    output = explain(record_id)
    told = [line.split()[1] for line in output.splitlines() if line[:1] in records.MARKS.values()]
    assert told == [rule.code for rule in RULES]
    assert output.startswith("社区送午餐 · 2026-05-18 09:00–11:00 · 120 min · A · version 1, valid")


def test_programs_read_one_document(explain, record_id):
    (version,) = json.loads(explain(record_id, as_json=True))
    assert [rule["rule"] for rule in version["rules"]] == [rule.code for rule in RULES]
    assert version["rules"][0]["read"]["level"] == 1


def test_an_id_of_nothing_is_not_found(explain, record_id):
    with pytest.raises(NotFound):
        explain(uuid4())
