"""What a person enters about a document."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedIdentity:
    """As typed; `submit_document` cleans and checks it. ``kind`` is a code of the list document_kind, ``sex`` of
    GB/T 2261.1; ``nationality`` and ``country`` (which issued a passport) are ISO 3166-1 alpha-2.
    """

    kind: str
    number: str = field(repr=False)
    name: str = field(repr=False)
    birth_on: date = field(repr=False)
    name_latin: str = field(default="", repr=False)
    sex: str = "9"
    nationality: str = "CN"
    country: str = ""
    expires_on: date | None = None
    mrz: str = field(default="", repr=False)
