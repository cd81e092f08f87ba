"""Things to seal, and what their tree must be."""

from uuid import UUID, uuid4

from django.db import connection

from volunteercloud.core import proofs, tiles
from volunteercloud.domain.log import actions
from volunteercloud.domain.log.models import Leaf
from volunteercloud.domain.log.queries import entry_of

OWNER = UUID("019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10")
CONTENT = '{"hours":2,"title":"社区送午餐"}'.encode()


def seal(at, count=1, owner_id=OWNER, content=CONTENT):
    """Seal something and answer the ids under which it can be found."""
    ids = [uuid4() for _ in range(count)]
    actions.append([actions.NewLeaf("record", owner_id, one, actions.new_salt(), content) for one in ids], at)
    return ids


def plain_root(size=None):
    """The root over the leaves as they are in the database, hashed without tiles."""
    leaves = Leaf.objects.filter(index__isnull=False).order_by("index")[:size]
    hashes = [proofs.leaf_hash(entry_of(leaf.kind, leaf.commitment)) for leaf in leaves]

    def node(level, number):
        if level == 0:
            return hashes[number]
        return proofs.node_hash(node(level - 1, 2 * number), node(level - 1, 2 * number + 1))

    return tiles.root_of(len(hashes), node)


def allow_everything():
    """What the application gave up and somebody with the database in hand takes back."""
    with connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE, DELETE ON log_leaf, log_checkpoint TO CURRENT_USER")
