"""Organizations that may be the same as one that is being registered: the same code, the same name, a similar one.

Names are compared by what is their own: width, spaces and brackets make no difference, nor do the place in front and the
"volunteer service team" behind, which half of all names share.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from volunteercloud.domain.regions import queries as region_queries

from .models import Node, Organization, State

CITY = 4  # digits of a region code
MOST_COMPARED = 100
MOST_SHOWN = 10
LEAST_LIKENESS = 0.2
ALIKE = 0.6
PUBLIC = (State.ACTIVE, State.SUSPENDED, State.LISTED)
ENDINGS = re.compile(
    r"(?<=.)((志愿(者|服务)*)?(总|大|中|支|分|小|团)?(服务队|队伍?|协会|联合会|促进会|总会|分会|服务中心|中心|服务站)|志愿(者|服务)+"
    r"|volunteers?|volunteer(service)?(team|association|centre|center|group)|association|foundation)$"
)
SAYS_NOTHING = re.compile(r"(志愿|服务|者|volunteer|service)*")
LEVELS = re.compile(r"(?<=..)(特别行政区|自治区|自治州|自治县|省|市|区|县|旗|盟|街道|镇|乡|社区|村)$")


class Why(StrEnum):
    SAME_CODE = "same_code"
    SAME_NAME = "same_name"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Namesake:
    node: Node
    why: Why


def found(organization: Organization, states: Collection[State] = PUBLIC) -> list[Namesake]:
    """Who may be the same, the most alike first; ten at most. Compared are organizations of the same city, by name, and
    any with the same code; not those it stands under or beside in the tree."""
    kin = [each for each in (organization.id, organization.parent_id, organization.liaison_id) if each]
    others = Node.objects.filter(state__in=list(states)).exclude(organization_id__in=kin)
    if organization.parent_id:
        others = others.exclude(parent_id=organization.parent_id)
    alike = []
    if organization.uscc:
        same_code = others.filter(uscc=organization.uscc).order_by("organization_id")[:MOST_SHOWN]
        alike = [Namesake(node, Why.SAME_CODE) for node in same_code]
    known = {one.node.organization_id for one in alike}
    core = own_part(organization.name, organization.region_id)
    near = others.filter(region__code__startswith=organization.region_id[:CITY])
    # Reads the names of one city: number and code beside the name in the search text would drown the likeness.
    nearest = near.annotate(likeness=TrigramSimilarity("name", organization.name)).filter(
        Q(search_text__contains=core) | Q(likeness__gte=LEAST_LIKENESS)
    )
    compared = [
        (likeness, node)
        for node in nearest.order_by("-likeness", "organization_id")[:MOST_COMPARED]
        if node.organization_id not in known and (likeness := _likeness(organization, node)) >= ALIKE
    ]
    compared.sort(key=lambda pair: (-pair[0], pair[1].name, pair[1].organization_id))
    alike += [Namesake(node, Why.SAME_NAME if likeness == 1 else Why.SIMILAR) for likeness, node in compared]
    return alike[:MOST_SHOWN]


def own_part(name: str, region_code: str) -> str:
    """What of a name is its own: 青禾市（临溪区）图书馆志愿服务队 is 图书馆. The whole, where nothing else is left."""
    whole = "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold() if letter.isalnum())
    rest = whole
    for place in _places(region_code):
        if rest.startswith(place) and len(rest) > len(place) + 1:
            rest = rest.removeprefix(place)
    while (shorter := ENDINGS.sub("", rest)) != rest:
        rest = shorter
    return whole if SAYS_NOTHING.fullmatch(rest) else rest


def _likeness(organization: Organization, node: Node) -> float:
    pairs = [(organization.name, node.name), (organization.name_en, node.name_en)]
    return max(
        SequenceMatcher(None, own_part(one, organization.region_id), own_part(other, node.region_id)).ratio()
        for one, other in pairs
        if one and other
    )


def _places(region_code: str) -> list[str]:
    """The names a place goes by in front of a name, from the province down: 青禾市 and 青禾."""
    steps = [step.name for step in region_queries.path(region_code)]
    return [form for name in steps for form in dict.fromkeys((name, LEVELS.sub("", name)))]
