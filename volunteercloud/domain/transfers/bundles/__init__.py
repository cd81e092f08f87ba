"""The bundle 数据包: what a node says of a person whose records it would hand over, so that the other can verify all of it.

A JSON document. Each version of a record comes in both parts of its canonical form, with the salt of its leaf and the path
that leads from it to one checkpoint of the sender's log; what came from a third node comes with the proofs of that node,
too (`earlier`). The offer is signed over the digest of the very text, and the receiver keeps that text:
whatever field it does not know is kept with it.
"""

from .checking import Checked, Fault, believed, checked
from .making import made, made_of
from .shape import FORM, BroughtItem, Faulty, Item, Listed, Part, Person, listed, packed, read, unpacked, written

__all__ = [
    "FORM",
    "BroughtItem",
    "Checked",
    "Fault",
    "Faulty",
    "Item",
    "Listed",
    "Part",
    "Person",
    "believed",
    "checked",
    "listed",
    "made",
    "made_of",
    "packed",
    "read",
    "unpacked",
    "written",
]
