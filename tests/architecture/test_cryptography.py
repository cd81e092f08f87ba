"""docs/security/cryptography.md names every purpose that a key is derived for, and every module that does cryptography."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.areas import CHECKOUT

SOURCE = CHECKOUT / "volunteercloud"
PAGE = (CHECKOUT / "docs" / "security" / "cryptography.md").read_text()
FUNCTIONS = {"seal", "seal_bytes", "blind_index", "mac", "key_for", "numbered", "sign"}
LIBRARIES = {"cryptography", "hmac", "joserfc", "http_message_signatures", "pyhanko"}
# They measure and break things on a machine of their own, and only do what the rest does.
BESIDE = {"bench", "drill", "evaluation", "faults", "simulate"}
# How many cells a key has that is derived; the others have fewer.
DERIVED = 4
# They pass a purpose on that their caller names.
HANDS_ON = {"core/keys.py", "core/sealing.py", "core/tokens.py"}
SOURCES = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
# What is searched for says one of these words: other modules need no parsing.
WORDS = re.compile(rf"SealedField|SealedMember|\b(?:keys|tokens|hashlib|{'|'.join(sorted(LIBRARIES))})\b")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: tree_of(path) for path in SOURCES if WORDS.search(path.read_text())}


def rows(title: str) -> list[list[str]]:
    """The tables of a part of the page, without their heads."""
    part = PAGE.split(f"## {title}")[1].split("\n## ")[0]
    found = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [row for row in found if not row[0].strip().startswith("---")]


def quoted(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


@cache
def constants(path: Path) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in tree_of(path).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def imported(tree: ast.Module, name: str) -> str | None:
    """A constant of a sibling, by its name there."""
    for node in tree.body:
        for alias in node.names if isinstance(node, ast.ImportFrom) else []:
            if (alias.asname or alias.name) == name:
                stem = (node.module or "").rpartition(".")[2]
                siblings = [constants(path) for path in SOURCES if path.stem == stem]
                found = {known[alias.name] for known in siblings if alias.name in known}
                return found.pop() if len(found) == 1 else None
    return None


def purpose(path: Path, told: ast.expr) -> str:
    match told:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
        case ast.Name(id=name) if name in constants(path):
            return constants(path)[name]
        case ast.Name(id=name) if found := imported(tree_of(path), name):
            return found
    return f"{path.name}: {ast.unparse(told)}"


def purposes() -> Iterator[str]:
    for path, tree in trees().items():
        if path.relative_to(SOURCE).as_posix() in HANDS_ON:
            continue
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="SealedField"), args=[told, *_]):
                    yield purpose(path, told)
                case ast.Call(func=ast.Name(id="SealedMember"), args=[_, _, told, *_]):
                    yield purpose(path, told)
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="keys" | "tokens" as owner), attr=name), args=[told, *_]
                ):
                    if name in FUNCTIONS and _is_of_core(tree, owner):
                        yield purpose(path, told)


def _is_of_core(tree: ast.Module, name: str) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "volunteercloud.core"
        and any(alias.name == name for alias in node.names)
        for node in tree.body
    )


def test_every_purpose_of_a_key_is_on_the_page_and_no_other():
    derived = [row[0] for row in rows("Keys") if len(row) == DERIVED]
    assert set(purposes()) == set().union(*map(quoted, derived))


def test_every_module_that_does_cryptography_is_on_the_page_and_no_other():
    found = set()
    for path, tree in trees().items():
        names = [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom) and not node.level]
        names += [alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names]
        inside = path.relative_to(SOURCE)
        if {name.partition(".")[0] for name in names} & LIBRARIES and not set(inside.parts) & BESIDE:
            found.add(inside.as_posix())
    assert found == set().union(*(quoted(row[0]) for row in rows("Algorithms, and where")))


def test_hashes_are_those_of_the_page():
    used = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id="hashlib"), attr=name) if name != "file_digest":
                    used.add(name)
                case ast.ImportFrom(module="hashlib", names=names):
                    used |= {alias.name for alias in names}
    line = next(line for line in PAGE.splitlines() if line.startswith("Hash functions in the code"))
    assert used == quoted(line)
