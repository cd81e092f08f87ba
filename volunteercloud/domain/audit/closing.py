"""Part of closing an account: the trail keeps what was done and under which id, and no longer says who that was."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection

from volunteercloud.core import rights

from .models import Entry

DASH = "—"
# Entries of the person's own, or that the person made, or about the person in the trail of an organization of theirs.
ABOUT = """
    actor_id = ANY(%(people)s) OR owner_id = ANY(%(people)s)
    OR owner_id = ANY(%(owners)s) AND (subject_id = ANY(%(people)s) OR facts::text LIKE ANY(%(ids)s))
"""
UNNAME = f"""
    UPDATE audit_entry SET
        actor_label = CASE WHEN actor_id = ANY(%(people)s) THEN '{DASH}' ELSE actor_label END,
        subject_label = regexp_replace(subject_label, %(names)s, '{DASH}', 'g'),
        facts = regexp_replace(facts::text, %(names)s, '{DASH}', 'g')::jsonb
    WHERE {ABOUT}
"""  # noqa: S608  ours alone


def unname(people: Collection[UUID], owners: Collection[UUID], names: Sequence[str]) -> int:
    """Take these people's names out of their entries; ``owners`` are the organizations in whose trails they may stand."""
    with rights.taken_back("UPDATE", Entry), connection.cursor() as cursor:
        cursor.execute(
            UNNAME,
            {
                "people": list(people),
                "owners": list(owners),
                "ids": [f"%{person}%" for person in people],
                "names": pattern(names),
            },
        )
        return cursor.rowcount


def pattern(names: Sequence[str]) -> str:
    """A regular expression of PostgreSQL for any of these names; for none where there is none."""
    said = sorted({_literal(name) for name in names if name.strip()}, key=len, reverse=True)
    return "|".join(said) or "(?!)"


def _literal(name: str) -> str:
    """For a regular expression of PostgreSQL, every sign that is no letter or digit stands for itself. What JSON writes
    otherwise than it is, a quote or a stroke, is in no name (`identity.names`)."""
    return "".join(sign if sign.isalnum() else f"\\{sign}" for sign in name)
