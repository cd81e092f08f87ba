"""The honest part of the city. Every number here is an assumption, listed in docs/benchmarks/radar.md.

Honest people come late, forget to sign up, register the evening after, hand in whole classes as lists, send the same
picture twice and stand in a queue under one router: near every threshold of the radar there is somebody honest.
"""

from datetime import datetime

from .world import DAY, HOUR, MINUTE, SECOND, Entry, Organization, Person, Picture, Scan, Shift, World

CITY = ("990101", "990102", "990103", "990104")
PROVINCE = ("990201", "990202")
FAR = ("980101", "970101", "960101", "950101")
FAR_AWAY = 0.05
SURNAMES = "林陈周吴郑王冯蒋沈韩杨朱秦许何吕张孔曹严"
GIVEN = ("小满", "谷雨", "白露", "清明", "芒种", "立秋", "霜降", "寒露", "惊蛰", "春分")

# Share of the organizations, mean number of people on a shift, grades of what is recorded there.
KINDS = {
    "team": (0.60, 11, {"A": 0.55, "B": 0.31, "C": 0.04, "D": 0.04, "E": 0.06}),
    "event": (0.10, 40, {"A": 0.35, "B": 0.58, "C": 0.03, "E": 0.04}),
    "casual": (0.12, 9, {"A": 0.15, "B": 0.40, "D": 0.25, "E": 0.20}),
    "school": (0.06, 35, {"A": 0.10, "B": 0.90}),
    "university": (0.06, 35, {"A": 0.20, "B": 0.80}),
    "new": (0.06, 8, {"A": 0.40, "B": 0.40, "E": 0.20}),
}
LISTS = {"school": 0.70, "university": 0.60}  # share of shifts handed in as one list afterwards


def build(world: World) -> None:
    world.people = [_person(world, _home(world)) for _ in range(world.size.people)]
    kinds = [kind for kind, (share, *_rest) in KINDS.items() for _ in range(round(share * world.size.organizations))]
    world.organizations = [_organization(world, kind) for kind in kinds]
    weights = [world.chance.lognormvariate(0, 0.7) for _ in world.organizations]
    for organization, weight in zip(world.organizations, weights, strict=True):
        _serve(world, organization, round(world.size.records * weight / sum(weights)))


def newcomer(world: World, home: str, registered_at: datetime) -> Person:
    """Somebody who registered within the period."""
    person = _person(world, home)
    person.registered_at = registered_at
    world.people.append(person)
    return person


def _home(world: World) -> str:
    chance = world.chance.random()
    if chance < FAR_AWAY:
        return world.chance.choice(FAR)
    return world.chance.choice(PROVINCE if chance < FAR_AWAY + 0.07 else CITY)


def _person(world: World, home: str) -> Person:
    name = world.chance.choice(SURNAMES) + world.chance.choice(GIVEN)
    return Person(world.new_id(), name, home, world.begins - world.chance.uniform(1, 700) * DAY)


def _organization(world: World, kind: str) -> Organization:
    chance = world.chance
    region = chance.choice(CITY)
    size = max(12, round(chance.lognormvariate(4.2, 0.6)))
    members = chance.sample(world.people, min(size, len(world.people)))
    if kind == "university":  # students keep the address of their parents
        members = [*members, *(_person(world, chance.choice(FAR)) for _ in range(round(0.6 * size)))]
        world.people += members[-round(0.6 * size) :]
    point = (31 + chance.random(), 121 + chance.random())
    leaders = [_person(world, region) for _ in range(chance.randint(2, 4))]
    world.people += leaders
    return Organization(world.new_id(), kind, region, point, world.new_id(), leaders, members)


def _serve(world: World, organization: Organization, records: int) -> None:
    """Shifts until the organization has its records. A young organization has them in the second half of the time."""
    first = world.size.days // 2 if organization.kind == "new" else 0
    monthly = organization.kind in LISTS and world.happens(0.25)
    outage = _outage(world, organization)
    while records > 0:
        shift = plan(world, organization, world.chance.randint(first, world.size.days - 2))
        people = _crowd(world, shift)
        if not people:
            return
        records -= len(people)
        if world.happens(LISTS.get(organization.kind, 0)):
            _hand_in_list(world, shift, people, monthly)
        elif shift.day in outage:
            _hand_in_afterwards(world, shift, people)
        else:
            _check_in(world, shift, people)


def _outage(world: World, organization: Organization) -> range:
    """Twenty days on which one in twenty organizations has no working device and enters everything afterwards."""
    if organization.kind not in {"team", "event"} or not world.happens(0.05):
        return range(0)
    first = world.chance.randint(30, max(31, world.size.days - 20))
    return range(first, first + 20)


def plan(world: World, organization: Organization, day: int) -> Shift:
    starts_at = world.begins + day * DAY + world.chance.choice((8, 8.5, 9, 9, 13, 14, 14, 18)) * HOUR
    shift = Shift(
        world.new_id(), organization, day, starts_at, starts_at + world.chance.choice((1.5, 2, 2, 2.5, 3, 4, 5)) * HOUR
    )
    organization.shifts.append(shift)
    return shift


def _crowd(world: World, shift: Shift) -> list[Person]:
    mean = KINDS[shift.organization.kind][1]
    free = [
        one for one in shift.organization.members if shift.day not in one.days and one.registered_at < shift.starts_at
    ]
    people = world.chance.sample(free, min(len(free), max(2, round(world.chance.gauss(mean, mean / 3)))))
    for person in people:
        person.days.add(shift.day)
    return people


def _check_in(world: World, shift: Shift, people: list[Person]) -> None:
    """An ordinary shift: most are confirmed together by the leader, some are claimed or remembered later."""
    leader = world.chance.choice(shift.organization.leaders)
    confirmed_at = shift.ends_at + min(world.about(2 * HOUR, 1.0), 10 * DAY)
    grades = KINDS[shift.organization.kind][2]
    queue_at = shift.starts_at - 20 * MINUTE
    coarse = world.happens(0.10)
    pace = (0.9, 1.6) if shift.organization.kind == "event" and world.happens(0.01) else (1.2, 8)  # a gate, or a leader
    for person in people:
        grade = world.chance.choices(list(grades), list(grades.values()))[0]
        queue_at += world.chance.uniform(*pace) * SECOND
        entry = _signed_up(world, shift, person, grade, confirmed_at, leader)
        if grade == "A":
            _scan_code(world, entry, coarse)
        elif grade == "B":
            _scan_pass(world, entry, queue_at)
        elif grade == "D":
            _claim(world, entry)
        elif grade == "E":
            _remember(world, entry)
        if world.happens(0.008 if grade in "DE" else 0.004):
            entry.flags.append("travel.speed")
        world.entries.append(entry)


def _signed_up(world: World, shift: Shift, person: Person, grade: str, written_at: datetime, leader: Person) -> Entry:
    """On the roster days before, but for one in twenty who just comes and is added on the spot."""
    entry = Entry(world.new_id(), person, shift, grade, shift.starts_at, written_at, leader)
    entry.on_roster_at -= world.about(3 * DAY, 1.0)
    if grade in "ABC" and world.happens(0.05):
        entry.on_roster_at = shift.starts_at + world.chance.uniform(0, 0.4) * shift.lasts
        entry.was_added = True
    return entry


def _scan_code(world: World, entry: Entry, coarse: bool) -> None:
    """By one's own phone, measured to some metres. In some buildings one phone in eight tells the building's position;
    and in one case in a hundred the family has one phone, so that three people stand at one point."""
    latitude, longitude = entry.shift.organization.point
    ends = (("in", entry.shift.starts_at, -15, 5), ("out", entry.shift.ends_at, -2, 20))
    for direction, moment, first, last in ends:
        point = (latitude + world.chance.gauss(0, 1.2e-4), longitude + world.chance.gauss(0, 1.2e-4))
        if coarse and world.happens(0.125):
            point = (latitude, longitude)
        at = moment + world.chance.uniform(first, last) * MINUTE
        entry.scans.append(Scan(direction, "code", at, entry.person.id, point))
    before = world.entries[-1] if world.entries else None
    if before and before.shift is entry.shift and before.grade == "A" and world.happens(0.01):
        for own, other in zip(entry.scans, before.scans, strict=True):
            own.point, own.at = other.point, other.at + world.chance.uniform(4, 20) * SECOND


def _scan_pass(world: World, entry: Entry, queue_at: datetime) -> None:
    """By the tablet at the door, in a queue, or ticked on the roster."""
    method = "tick" if world.happens(0.3) else "pass"
    device = entry.shift.organization.device
    out_at = entry.shift.ends_at + (queue_at - entry.shift.starts_at) + 20 * MINUTE
    entry.scans = [Scan("in", method, queue_at, device), Scan("out", method, out_at, device)]


def _claim(world: World, entry: Entry) -> None:
    """Claimed some days later with a picture, and answered one by one."""
    claimed_at = entry.shift.ends_at + min(world.about(2 * DAY, 0.9), 29 * DAY)
    entry.written_at = claimed_at + min(world.about(1 * DAY, 0.9), 20 * DAY)
    entry.picture = _proof(world, entry)


def _proof(world: World, entry: Entry) -> Picture:
    """A picture of its own, but for: a group's picture of that shift, a paper form, one's own picture once more, and
    seldom the organization's poster that somebody forwarded."""
    earlier = [one for one in reversed(world.entries[-400:]) if one.picture]
    chance = world.chance.random()
    if chance < 0.08:
        same = next((one for one in earlier if one.shift is entry.shift), None)
        return same.picture if same else world.picture()
    if chance < 0.12:
        form = Picture(b"", 0x9E37_79B9_7F4A_7C15 * world.chance.randint(1, 30) & 0xFFFF_FFFF_FFFF_FFFF)
        return world.retaken(form, 0.08)
    if chance < 0.14:
        own = next((one for one in earlier if one.person is entry.person), None)
        return own.picture if own else world.picture()
    if chance < 0.143:
        other = next((one for one in earlier if one.shift.organization is entry.shift.organization), None)
        return other.picture if other else world.picture()
    return world.picture()


def _remember(world: World, entry: Entry) -> None:
    """Entered by a leader who forgot somebody: mostly people who had signed up, some who had not, a few who registered
    only then. A casual leader does so every evening, several in a minute or two."""
    casual = entry.shift.organization.kind == "casual"
    delay = world.about(10 * HOUR if casual else 1 * DAY, 1.0)
    entry.written_at = entry.shift.ends_at + min(delay, 85 * DAY)
    if not world.happens(0.40 if casual else 0.30):
        return
    entry.was_added = True
    entry.on_roster_at = entry.written_at - (world.chance.uniform(0, 8) * MINUTE if world.happens(0.5) else 0 * SECOND)
    if world.happens(0.12):
        after = min(world.chance.expovariate(1 / 30) * HOUR, entry.on_roster_at - entry.shift.ends_at)
        entry.person = newcomer(world, entry.person.home, entry.shift.ends_at + after)
        entry.person.days.add(entry.shift.day)
        entry.shift.organization.members.append(entry.person)


def _hand_in_list(world: World, shift: Shift, people: list[Person], monthly: bool) -> None:
    """A class: one act for all of them. Half of the lists were imported before; of the others some pupils register only
    for it, and seldom the whole class does. A school that does so once a month sends many lists within a minute."""
    written_at = shift.ends_at + min(world.about(2 * DAY, 0.9), 60 * DAY)
    if monthly:
        month = shift.day // 30 + 1
        written_at = world.begins + month * 30 * DAY + 10 * HOUR + world.chance.randint(0, 40) * SECOND
        written_at = max(written_at, shift.ends_at + HOUR)
    before = world.happens(0.5)
    teacher = world.chance.choice(shift.organization.leaders)
    late = _late_pupils(world, len(people)) if not before else 0
    for number, pupil in enumerate(people):
        person = pupil
        if number < late:
            after = world.chance.uniform(0.05, 1) * (written_at - shift.ends_at)
            person = newcomer(world, pupil.home, shift.ends_at + after)
            person.days.add(shift.day)
        entry = Entry(world.new_id(), person, shift, "E", written_at, written_at, teacher, was_added=not before)
        if before:
            entry.on_roster_at = shift.starts_at - world.about(4 * DAY, 0.8)
        world.entries.append(entry)


def _late_pupils(world: World, class_size: int) -> int:
    if world.happens(0.02):
        return class_size
    return world.chance.randint(1, 4) if world.happens(0.20) else 0


def _hand_in_afterwards(world: World, shift: Shift, people: list[Person]) -> None:
    """The device was broken: the leader enters from paper who of the roster was there, as one list."""
    leader = world.chance.choice(shift.organization.leaders)
    written_at = shift.ends_at + min(world.about(20 * HOUR, 0.7), 20 * DAY)
    for person in people:
        entry = _signed_up(world, shift, person, "E", written_at, leader)
        world.entries.append(entry)
