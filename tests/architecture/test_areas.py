import ast
import re

import pytest
from django.conf import settings

from tests.architecture.areas import AREAS, CHECKOUT, DOMAIN

SOURCES = sorted((CHECKOUT / "volunteercloud").rglob("*.py"))
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "services"}


def test_every_folder_of_the_domain_is_an_area_in_the_order():
    folders = {folder.parent.name for folder in DOMAIN.glob("*/__init__.py")}
    assert folders == set(AREAS)


def test_applications_stand_in_the_order_of_the_areas():
    installed = [
        name.rsplit(".", 1)[1] for name in settings.INSTALLED_APPS if name.startswith("volunteercloud.domain.")
    ]
    assert installed == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_area_says_what_it_owns(area):
    assert len(ast.get_docstring(ast.parse((DOMAIN / area / "__init__.py").read_text())) or "") > 60


def test_architecture_names_every_area():
    text = (CHECKOUT / "ARCHITECTURE.md").read_text()
    assert [area for area in AREAS if f"`{area}`" not in text] == []


def test_no_drawers_for_odds_and_ends():
    assert [path for path in SOURCES if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


def test_nothing_happens_by_signal():
    """What an action causes stands in the action or in `reactions`, where it can be read."""
    found = []
    for path in SOURCES:
        if not re.search(r"\.signals|django\.dispatch", text := path.read_text()):
            continue  # nothing to parse
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith((".signals", "django.dispatch")):
                found.append(f"{path.relative_to(CHECKOUT)}:{node.lineno}")
    assert found == []
