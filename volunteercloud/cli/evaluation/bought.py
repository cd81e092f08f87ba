"""The bought part of the city, after DOMAIN.md A12: a manager enters hours for whoever paid, in a few minutes.

A seller is a leader of an ordinary organization, who also does honest work there. What they sell is drawn apart from what
the radar looks for: who buys, which shift is used, how long after it, and by which trick, each by its own chance.
"""

from collections.abc import Iterator
from datetime import datetime

from .honest import CITY, FAR, newcomer, plan
from .world import DAY, HOUR, MINUTE, SECOND, Entry, Organization, Person, Picture, Scan, Shift, World

SALES_OF_ONE = 40
KINDS = ("team", "team", "team", "casual", "casual", "event", "new", "new", "school", "team")
BUYERS = {"neighbour": 0.43, "regular": 0.10, "new": 0.18, "new and far": 0.10, "far": 0.19}
# Of sessions; a crowd buys more at once, so that of the records about 6, 4 and 5 % are sold by the last three.
TRICKS = {"entered": 0.70, "claimed": 0.24, "one phone": 0.025, "passes": 0.015, "list": 0.02}
TRIES = 400
OWN_SHIFT = 0.20  # made for the purpose, with nobody else on it


class Seller:
    """One leader's trade: prepared pictures, and a shift of its own that is used again until it is forgotten."""

    def __init__(self, world: World, organization: Organization) -> None:
        self.organization = organization
        self.hand = world.chance.choice(organization.leaders)
        self.pictures = [world.picture() for _ in range(2)]
        self.opens = world.chance.randint(25, max(26, world.size.days * 2 // 3))
        self.size = world.chance.lognormvariate(0, 0.8)
        self.own_shift: Shift | None = None


def build(world: World) -> None:
    honest = len(world.entries)
    wanted = round(honest * world.size.bought)
    sellers = [_seller(world, number) for number in range(max(2, round(wanted / SALES_OF_ONE)))]
    while len(world.entries) - honest < wanted:
        _session(world, world.chance.choices(sellers, [seller.size for seller in sellers])[0])


def _seller(world: World, number: int) -> Seller:
    kind = KINDS[number % len(KINDS)]
    fitting = [one for one in world.organizations if one.kind == kind and len(one.shifts) > 3]
    return Seller(world, world.chance.choice(fitting or world.organizations))


def _session(world: World, seller: Seller) -> None:
    """An evening at the desk: one to a dozen sales, a minute or more apart; one session in seven is done in a rush."""
    at = world.begins + world.chance.uniform(seller.opens, world.size.days - 1) * DAY
    trick = world.chance.choices(list(TRICKS), list(TRICKS.values()))[0]
    rush = world.happens(0.15)
    number = min(12, 1 + int(world.chance.expovariate(1 / 4)))
    if trick in CROWDS:
        CROWDS[trick](world, seller, at, world.chance.randint(6, 14))
        return
    for _ in range(number):
        at += world.chance.uniform(3, 8) * SECOND if rush else world.chance.uniform(40, 200) * SECOND
        _sale(world, seller, at, trick)


def _sale(world: World, seller: Seller, at: datetime, trick: str) -> None:
    shift = _shift(world, seller, at)
    if shift is None:
        return
    person, buyer = _buyer(world, seller, shift, at)
    person.days.add(shift.day)
    added_at = at - (world.chance.uniform(0.5, 6) * MINUTE if world.happens(0.5) else 0 * SECOND)
    entry = Entry(world.new_id(), person, shift, "E", max(added_at, shift.ends_at), at, seller.hand, was_added=True)
    entry.sold_as = f"entered, {buyer}"
    if trick == "claimed":
        entry.grade, entry.sold_as = "D", f"claimed, {buyer}"
        entry.picture = _picture(world, seller)
    if world.happens(0.03):
        entry.flags.append("travel.speed")
    world.entries.append(entry)


def _picture(world: World, seller: Seller) -> Picture:
    """One of the seller's own: the same file, or saved again by a messenger, which moves a few of the 64 marks."""
    picture = world.chance.choice(seller.pictures)
    return picture if world.happens(0.4) else world.retaken(picture, 0.04)


def _shift(world: World, seller: Seller, at: datetime) -> Shift | None:
    """A past shift of the organization, some days back as the buyer asks; or one of the seller's own making."""
    day = (at - world.begins - world.about(5 * DAY, 1.0)) // DAY
    if world.happens(OWN_SHIFT) or (seller.organization.kind == "new" and world.happens(0.4)):
        own = seller.own_shift
        if own is None or own.ends_at > at or world.happens(0.25):
            own = seller.own_shift = plan(world, seller.organization, max(0, min(day, (at - world.begins) // DAY - 1)))
        return own
    over = [shift for shift in seller.organization.shifts if shift.ends_at < at - HOUR]
    return min(over, key=lambda shift: (abs(shift.day - day), shift.starts_at, shift.id), default=None)


def _buyer(world: World, seller: Seller, shift: Shift, at: datetime) -> tuple[Person, str]:
    kind = world.chance.choices(list(BUYERS), list(BUYERS.values()))[0]
    if kind.startswith("new"):
        registered_at = at - world.about(8 * HOUR, 1.0)
        return newcomer(world, world.chance.choice(FAR if kind == "new and far" else CITY), registered_at), kind
    pool = seller.organization.members if kind == "regular" else world.people
    for _ in range(TRIES):
        one = world.chance.choice(pool)
        fits = one.registered_at < shift.starts_at and (one.home in FAR) == (kind == "far")
        if fits and shift.day not in one.days:
            return one, kind
    return newcomer(world, CITY[0], at - 400 * DAY), "neighbour"


def _one_phone(world: World, seller: Seller, at: datetime, number: int) -> None:
    """At a real shift one phone, told to stand at the venue, signs in for a dozen accounts and out again."""
    latitude, longitude = seller.organization.point
    point = (round(latitude + 3.3e-5, 6), round(longitude - 2.1e-5, 6))
    for entry, in_at, out_at in _attended(world, seller, at, number, (15, 45)):
        own = entry.person.id
        entry.grade, entry.sold_as = "A", "one phone"
        entry.scans = [Scan("in", "code", in_at, own, point), Scan("out", "code", out_at, own, point)]
        world.entries.append(entry)


def _passes(world: World, seller: Seller, at: datetime, number: int) -> None:
    """At a real shift the leader scans pictures of passes that buyers sent, one after the other."""
    device = seller.organization.device
    for entry, in_at, out_at in _attended(world, seller, at, number, (0.4, 1.4)):
        entry.grade, entry.sold_as = "B", "passes"
        entry.scans = [Scan("in", "pass", in_at, device), Scan("out", "pass", out_at, device)]
        world.entries.append(entry)


def _attended(
    world: World, seller: Seller, at: datetime, number: int, pace: tuple[float, float]
) -> Iterator[tuple[Entry, datetime, datetime]]:
    """Buyers on the roster of the next shift in time, read in and out at a pace in seconds."""
    later = [one for one in seller.organization.shifts if one.starts_at > at and one.ends_at < world.ends - 2 * DAY]
    if not later:
        return
    shift = min(later, key=lambda one: (one.starts_at, one.id))
    in_at, out_at = shift.starts_at - 5 * MINUTE, shift.ends_at + MINUTE
    for _ in range(number):
        person, _kind = _buyer(world, seller, shift, shift.starts_at - DAY)
        person.days.add(shift.day)
        in_at += world.chance.uniform(*pace) * SECOND
        out_at += world.chance.uniform(*pace) * SECOND
        signed_up_at, written_at = shift.starts_at - 20 * HOUR, shift.ends_at + 3 * HOUR
        yield Entry(world.new_id(), person, shift, "", signed_up_at, written_at, seller.hand), in_at, out_at


def _list(world: World, seller: Seller, at: datetime, number: int) -> None:
    """All of an evening's buyers for one shift in one act, as a school hands in a class."""
    shift = _shift(world, seller, at)
    for _ in range(number if shift else 0):
        person, _kind = _buyer(world, seller, shift, at)
        person.days.add(shift.day)
        on_roster_at = max(at, shift.ends_at)
        entry = Entry(world.new_id(), person, shift, "E", on_roster_at, on_roster_at, seller.hand, was_added=True)
        entry.sold_as = "list"
        world.entries.append(entry)


CROWDS = {"one phone": _one_phone, "passes": _passes, "list": _list}
