"""XML of messages: elements with text, and nothing else. No declarations of types, no entities, no attributes that mean
anything; bounded in size, depth and number before a tree is made of it."""

import re
from xml.parsers import expat
from xml.sax.saxutils import escape

from volunteercloud.core.parsing import Unreadable

DEEPEST = 12
MOST_ELEMENTS = 120_000
# What no XML 1.0 can say, however it is escaped.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NAME = re.compile(r"[^\W\d][\w.-]{0,60}")

Tree = dict[str, "list[Tree | str]"]


class _Reader:
    """Elements to dictionaries of lists, as the parser comes by them."""

    def __init__(self) -> None:
        self.root: tuple[str, Tree | str] | None = None
        self._open: list[tuple[str, Tree, list[str]]] = []
        self._count = 0

    def start(self, name: str, _attributes: list[str]) -> None:
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > MOST_ELEMENTS:
            raise Unreadable("too deep or too many")
        self._open.append((name, {}, []))

    def text(self, said: str) -> None:
        if self._open:
            self._open[-1][2].append(said)

    def end(self, _name: str) -> None:
        name, children, pieces = self._open.pop()
        text = "".join(pieces)
        if children and text.strip():
            raise Unreadable("text between elements")
        found: Tree | str = children or text
        if self._open:
            self._open[-1][1].setdefault(name, []).append(found)
        else:
            self.root = (name, found)


def read(content: bytes) -> tuple[str, Tree]:
    """The name of the root and what is in it. Raises `Unreadable` for what is no plain XML in UTF-8."""
    reader, parser = _Reader(), expat.ParserCreate(encoding="UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _declared
    parser.EntityDeclHandler = _declared
    parser.XmlDeclHandler = _announced
    parser.ordered_attributes = True
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        raise Unreadable("no XML that is taken") from None
    if reader.root is None or isinstance(reader.root[1], str):
        raise Unreadable("an empty message")
    return reader.root[0], reader.root[1]


def written(name: str, tree: Tree | str) -> str:
    """An element with all below it."""
    if isinstance(tree, str):
        return f"<{name}>{escape(UNSAYABLE.sub('', tree), {chr(13): '&#13;'})}</{name}>"
    inside = "".join(written(child, one) for child, several in tree.items() for one in several)
    return f"<{name}>{inside}</{name}>"


def _declared(*_declaration: object) -> None:
    raise Unreadable("a declaration")


def _announced(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.upper().replace("_", "-") not in {"UTF-8", "UTF8"}:
        raise Unreadable("another encoding")


def indented(name: str, tree: Tree | str, depth: int = 0) -> str:
    """An element for people to read."""
    margin = "  " * depth
    if isinstance(tree, str):
        return f"{margin}{written(name, tree)}\n"
    inside = "".join(indented(child, one, depth + 1) for child, several in tree.items() for one in several)
    return f"{margin}<{name}>\n{inside}{margin}</{name}>\n"
