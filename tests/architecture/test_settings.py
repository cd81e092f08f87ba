import ast
import re

from tests.architecture.areas import CHECKOUT
from volunteercloud.cli.commands import settings
from volunteercloud.core.environment import KEYS

KEY = re.compile(r"\b(?:VOLUNTEERCLOUD_[A-Z_]+|DATABASE_URL|PG_BIN)\b")
REGISTRY = CHECKOUT / "volunteercloud" / "core" / "environment.py"


def test_every_key_of_the_environment_is_registered_and_no_other():
    sources = set((CHECKOUT / "volunteercloud").rglob("*.py")) - {REGISTRY}
    assert {key for path in sources for key in KEY.findall(path.read_text())} == KEYS.keys()


def test_the_page_about_settings_is_the_one_that_is_printed():
    assert (CHECKOUT / "docs" / "operations" / "settings.md").read_text() == settings.page()


def test_every_key_says_what_holds_without_it_once():
    assert [key.name for key in KEYS.values() if bool(key.default) == bool(key.without)] == []


def test_settings_read_defaults_from_the_registry():
    """Where a default is not a constant, settings say it themselves, and only there."""
    tree = ast.parse((CHECKOUT / "volunteercloud" / "settings.py").read_text())
    own = [
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "os.environ.get"
    ]
    assert own == ["VOLUNTEERCLOUD_TWO_STEP"]
