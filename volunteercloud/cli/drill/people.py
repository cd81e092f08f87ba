"""People of a drill or a benchmark: grown-ups with a verified document, written in bulk, the same at every node.

A number says who somebody is: name, birth date and document follow from it. What differs from node to node is what is random
there: ids and public numbers. The documents belong to the made-up province, and so to nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg.types.json import Jsonb
from stdnum.iso7064 import mod_11_2

from volunteercloud.core import ids, keys
from volunteercloud.domain.identity import claims, numbers
from volunteercloud.domain.identity.consents import TERMS, Purpose
from volunteercloud.domain.identity.documents import CheckedDocument, DocumentKind
from volunteercloud.domain.identity.models import Account, Claim, ClaimKind, Consent, Document, DocumentState, Volunteer

REGION = "990101"
OLDEST = date(1950, 1, 1)
A_DAY = 499  # sequences of one day of birth
SIGNS = "谷雨小满芒种夏至暑立秋处白露分寒霜降冬雪大惊蛰春清明"
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    name: str
    number: str


def name_of(sequence: int) -> str:
    """Three signs of the solar terms: people who are told apart by their name, and none of them real."""
    return "".join(SIGNS[sequence * step // over % len(SIGNS)] for step, over in ((7, 1), (11, 27), (13, 729)))


def birth_of(sequence: int) -> date:
    return OLDEST + timedelta(days=sequence // A_DAY)


def document_of(sequence: int) -> str:
    body = f"{REGION}{birth_of(sequence):%Y%m%d}{sequence % A_DAY * 2 + 1:03}"
    return body + mod_11_2.calc_check_digit(body)


def build(sequences: Sequence[int], at: datetime, *, called: str = "") -> list[Person]:
    """These people, registered here and verified ``at``; all of them ``called`` something else where it is given."""
    people = [Person(ids.uuid7(), called or name_of(one), ids.public_code("V", 10)) for one in sequences]
    for first in range(0, len(people), BATCH):
        batch = slice(first, first + BATCH)
        _write(people[batch], sequences[batch], at)
    if len(people) >= BATCH:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what is planned before the database has looked is planned for a small town
    return people


def _write(people: Sequence[Person], sequences: Sequence[int], at: datetime) -> None:
    copy(Account, (Account(id=one.id, label=one.name, registered_at=at) for one in people))
    copy(Volunteer, (_volunteer(one, of, at) for one, of in zip(people, sequences, strict=True)))
    copy(Document, (_document(one, of, at) for one, of in zip(people, sequences, strict=True)))
    copy(Consent, (_consent(one, at) for one in people))
    copy(
        Claim,
        (
            Claim(value_index=claims.index(kind, value), kind=kind, key_version=keys.FIRST, holder_id=one.id)
            for one, of in zip(people, sequences, strict=True)
            for kind, value in ((ClaimKind.DOCUMENT, _claimed(of)), (ClaimKind.NUMBER, one.number))
        ),
    )


def _claimed(sequence: int) -> str:
    return CheckedDocument(DocumentKind.RESIDENT_ID, document_of(sequence), "CN", None, None, None).claim_value


def _volunteer(person: Person, sequence: int, at: datetime) -> Volunteer:
    return Volunteer(
        id=person.id,
        number=person.number,
        name=person.name,
        sex="1",
        birth_on=birth_of(sequence),
        nationality="CN",
        region_id=REGION,
        real_name_level=1,
        real_name_at=at,
        registered_at=at,
    )


def _document(person: Person, sequence: int, at: datetime) -> Document:
    number, document_id = document_of(sequence), ids.uuid7()
    return Document(
        volunteer_id=person.id,
        id=document_id,
        kind=DocumentKind.RESIDENT_ID.value,
        number_sealed=numbers.seal(number, document_id),
        tail=number[-numbers.SHOWN :],
        length=len(number),
        state=DocumentState.VERIFIED,
        provider="checksum",
        level=1,
        stated={
            "name": person.name,
            "name_latin": "",
            "birth_on": birth_of(sequence).isoformat(),
            "sex": "1",
            "nationality": "CN",
            "country": "CN",
        },
        submitted_at=at,
        decided_at=at,
    )


def _consent(person: Person, at: datetime) -> Consent:
    return Consent(
        volunteer_id=person.id,
        id=ids.uuid7(),
        purpose=Purpose.SERVICE,
        version=TERMS[Purpose.SERVICE].version,
        given_by=person.id,
        given_at=at,
    )


def copy(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Rows by COPY, which asks the constraints and nothing else."""
    fields = [field for field in model._meta.concrete_fields if field.column]
    names = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copying:
        for row in rows:
            copying.write_row([_plain(field, getattr(row, field.attname)) for field in fields])


def _plain(field: models.Field, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return Jsonb(value)
    return value.value if isinstance(value, models.TextChoices) else value
