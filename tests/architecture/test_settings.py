import re

from tests.architecture.areas import CHECKOUT

KEY = re.compile(r"\b(?:VOLUNTEERCLOUD_[A-Z_]+|DATABASE_URL|PG_BIN)\b")


def keys_of(*paths):
    return {key for path in paths for key in KEY.findall(path.read_text())}


def test_every_key_of_the_environment_is_documented_and_nothing_else():
    read = keys_of(*(CHECKOUT / "volunteercloud").rglob("*.py"))
    assert keys_of(CHECKOUT / "docs" / "operations.md") == read
