"""`volunteercloud exchange`, on the database of the tests."""

import json
from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from tests.domain.exchange import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.cli import database
from volunteercloud.cli.commands import exchange
from volunteercloud.core.errors import Refused
from volunteercloud.domain.exchange import access, actions, envelopes
from volunteercloud.domain.exchange.models import Form, System


@pytest.fixture
def run(monkeypatch):
    """A command; its exit code and what it prints. The connection of the test stays open."""
    monkeypatch.setattr(database, "joined", lambda: nullcontext(None))
    monkeypatch.setattr(database.connection, "close", lambda: None)

    def invoke(*words):
        result = CliRunner().invoke(exchange.command, [str(word) for word in words])
        if isinstance(result.exception, Refused):
            return result.exception.code, result.output
        return result.exit_code, result.output

    return invoke


@pytest.fixture
def named(db, run):
    organizations.ground()
    said = ("--name", "四季志愿系统", "--region", "990101", "--form", "siji", "--basis", factories.BASIS)
    code, printed = run("name", "siji", *said, "--gets", "volunteer", "--gets", "group", "--brings", "record")
    found = System.objects.get()
    assert (code, access.token_of(found) in printed, access.key_text(found) in printed) == (0, True, True)
    return found


def test_messages_as_files(named, run, tmp_path):
    organizations.person("小满")
    first = run("export", "--system", "siji", "-o", tmp_path, "--xml")
    again = run("export", "--system", "siji", "--since", 1, "-o", tmp_path)

    assert [code for code, _printed in (first, again)] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["siji-00000001.xml"]
    assert run("systems")[1].split()[:5] == ["active", "siji", "siji", "out", "1"]


def test_a_file_is_taken_in(named, run, at, tmp_path, system):
    owner, volunteer = organizations.person("谷雨"), organizations.person("小满")
    organization = organizations.organization(owner, at)
    actions.agree(actor=owner, organization_id=organization.id, system_code="siji", at=at)
    lines = [factories.line(volunteer, at), factories.line(volunteer, at, source_id="R-2", volunteer_number="V0")]
    path = tmp_path / "message.xml"
    path.write_bytes(envelopes.as_xml(factories.message(named, lines, at)))

    answers = [run("import", path, "--system", "siji", *more) for more in (["--dry-run"], [], [])]

    receipts = [json.loads(printed[: printed.rindex("}") + 1]) for _code, printed in answers]
    assert receipts[0] == receipts[1] == receipts[2]
    assert (receipts[0]["accepted"], factories.codes(receipts[0])) == (1, [("R-2", "person.unknown")])
    assert run("receipts", "--system", "siji")[1].split() == ["in", "1", "record", "R-2", "person.unknown"]


def test_a_form_is_printed_and_loaded(named, run, tmp_path):
    path = tmp_path / "form.csv"
    path.write_text(run("forms", "--form", "siji")[1].replace("服务项目", "项目名"))
    said = (path, "--form", "siji", "--name", "四季交换格式", "--valid-from", "2027-01-01")

    tried, loaded, again = run("load", *said, "--dry-run"), run("load", *said), run("load", *said)

    assert [code for code, _printed in (tried, loaded, again)] == [0, 0, "exchange.form_day"]
    assert Form.objects.filter(code="siji").count() == 2


def test_what_does_not_exist(named, run):
    assert run("export", "--system", "other", "-o", "nowhere")[0] == 1
    assert run("forms", "--form", "other")[0] == 1


def test_a_system_is_renewed_and_ended(named, run):
    assert [run("renew", "siji")[0], run("end", "siji", "--reason", "改用节点接入")[0]] == [0, 0]
    assert run("renew", "siji")[0] == "exchange.ended"
