import json

from click.testing import CliRunner

from tests.architecture.areas import CHECKOUT
from volunteercloud.cli.commands import capacity


def answered(*arguments):
    found = CliRunner().invoke(capacity.command, arguments)
    assert found.exit_code == 0
    return found.output


def test_the_tables_of_the_document_are_what_the_command_says():
    text = (CHECKOUT / "docs" / "capacity.md").read_text()
    between = text.split("<!-- volunteercloud capacity --markdown -->")[1].split("<!-- end -->")[0]
    assert between.strip() == answered("--markdown").strip()


def test_every_number_may_be_changed():
    document = json.loads(answered("province", "--people", "40000000", "--price-core", "50", "--json"))
    assert document["demand"]["people"] == 40_000_000
    assert document["demand"]["price_core"] == 50
    assert document["lines"][-1]["name"] == "money"


def test_a_place_that_is_not_known_is_refused():
    assert CliRunner().invoke(capacity.command, ["moon"]).exit_code == 2
