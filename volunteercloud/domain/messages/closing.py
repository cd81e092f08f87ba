"""Part of closing an account: what others were written about a person no longer says who that was.

It runs in the transaction of `privacy.actions.close_account`, which leaves the entry.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection

from volunteercloud.domain.audit import closing as trail

UNNAME = f"""
    UPDATE messaging_message SET facts = regexp_replace(facts::text, %(names)s, '{trail.DASH}', 'g')::jsonb
    WHERE recipient_id = ANY(%(recipients)s) AND facts::text ~ %(names)s
"""  # noqa: S608  ours alone


def unname(recipient_ids: Collection[UUID], names: Sequence[str]) -> int:
    """Take these names out of what stands in these inboxes. Whoever else is called so becomes a dash there, too: a message keeps
    the name and no id."""
    with connection.cursor() as cursor:
        cursor.execute(UNNAME, {"recipients": list(recipient_ids), "names": trail.pattern(names)})
        return cursor.rowcount
