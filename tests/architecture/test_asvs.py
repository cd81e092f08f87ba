"""The tables in docs/security/asvs answer each requirement once, name tests that are there, and are counted rightly."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.areas import CHECKOUT

SECURITY = CHECKOUT / "docs" / "security"
TABLES = sorted((SECURITY / "asvs").glob("*.md"))
REQUIREMENTS = Path(__file__).parent / "data" / "asvs.csv"
STATES = ["met", "not met", "not applicable"]
TEST = re.compile(r"(tests/[\w/]+\.py)?::(\w+)")
COUNTED = re.compile(r"\| \[V(\d+)[^]]*\]\(asvs/(v\d\d)\.md\) \| (\d+) \| (\d+) \| (\d+) \|")


def rows(table: Path) -> list[list[str]]:
    lines = [line for line in table.read_text().splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@cache
def functions_of(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def test_each_requirement_is_answered_once_in_its_chapter():
    with REQUIREMENTS.open() as file:
        asked = [(row["number"], row["level"]) for row in csv.DictReader(file)]
    found = [(row[0], row[1]) for table in TABLES for row in rows(table)]
    assert (Counter(found), len(found)) == (Counter(asked), len(asked))
    assert [
        (row[0], table.stem)
        for table in TABLES
        for row in rows(table)
        if f"v{int(row[0].split('.')[0]):02}" != table.stem
    ] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_each_answer_has_a_state_and_its_reason(table):
    wrong = [row[0] for row in rows(table) if len(row) != 6 or row[3] not in STATES or not row[4] or not row[5]]
    assert wrong == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_each_test_that_is_named_is_there(table):
    missing = []
    for number, *_, shown in rows(table):
        path = None
        for named, name in TEST.findall(shown):
            path = CHECKOUT / named if named else path
            if path is None or not path.is_file() or name not in functions_of(path):
                missing.append(f"{number}: {path} {name}")
    assert missing == []


def test_they_are_counted_rightly():
    page = (SECURITY / "README.md").read_text()
    told = {stem: [int(number) for number in counts] for _chapter, stem, *counts in COUNTED.findall(page)}
    counted = {table.stem: [sum(row[3] == state for row in rows(table)) for state in STATES] for table in TABLES}
    total = [sum(counts) for counts in zip(*counted.values(), strict=True)]
    assert told == counted
    assert f"| All {sum(total)} | {total[0]} | {total[1]} | {total[2]} |" in page
