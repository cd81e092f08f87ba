"""Which node speaks for which regions: no two for one place."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.nodes import queries, rules
from volunteercloud.domain.nodes.models import Node


def lock_trust() -> None:
    """Two officers who confirm two nodes at once come one after the other. The list is short."""
    list(Node.objects.select_for_update().order_by("name").values_list("name", flat=True))


def check_regions(regions: Sequence[str], *, but: str) -> None:
    """Refused where a node that is trusted, other than ``but``, speaks for one of these regions, one above or one below."""
    others = [(node.name, node.regions) for node in queries.trusted() if node.name != but]
    if but:
        others.append((queries.own_name(), queries.own().regions))
    for name, theirs in others:
        if overlap := rules.first_overlap(regions, theirs):
            raise Refused(
                "nodes.overlap",
                _("%(name)s already speaks for region %(code)s.") % {"name": name, "code": overlap[1]},
                next_step=_("Ask both operators which of the two should; the other takes it out of its document."),
                facts={"node": name, "region": overlap[1]},
            )
