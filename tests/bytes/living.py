"""What the known people do: everything that a document number, a phone, a name or an address of mail passes through."""

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bytes.ground import OFFICER, OWNER
from tests.bytes.installation import Installation, wait
from tests.bytes.marks import Person
from tests.bytes.visits import Visitor
from tests.domain.bulk import lists
from tests.journeys.people import PASSWORD

GROUND = "from tests.bytes import ground; ground.main()"
BACKUP = [sys.executable, "-P", "-m", "volunteercloud", "backup"]
REAL_NAME = "/me/register-real-name/"
# What is for jobs, for limits and for counting, and may hold nobody.
OF_NOBODY = ("procrastinate_jobs", "procrastinate_events", "limits_kept", "limits_pace", "limits_tally")
PURPOSE = "本人忘记了编号。"
AT_DOORS = 20
BROKEN_PHOTO = b"\x89PNG\r\n\x1a\n" + b"no picture"


@dataclass
class Life:
    """An installation after everything was done in it, and the database was ended in order. ``dump`` is a file of all tables,
    ``of_nobody`` one of those that are for jobs, for limits and for counting."""

    site: Installation
    visitors: list[Visitor] = field(default_factory=list)
    dump: Path = Path()
    of_nobody: Path = Path()

    def visitor(self) -> Visitor:
        self.visitors.append(Visitor(self.site.address, len(self.visitors)))
        return self.visitors[-1]

    @property
    def addresses(self) -> set[str]:
        return {address for visitor in self.visitors for address in visitor.addresses}

    @property
    def refused(self) -> dict[int, bytes]:
        """What was answered, by status."""
        found: dict[int, bytes] = {}
        for visitor in self.visitors:
            for status, content in visitor.refused:
                found[status] = found.get(status, b"") + content
        return found


def lived(site: Installation, people: Sequence[Person]) -> Life:
    life = Life(site)
    place = json.loads(site.python(GROUND).splitlines()[-1])
    crowd = begin_crowd(site, place, people[AT_DOORS:])
    visitors = {person: registered(life, person) for person in people[:AT_DOORS]}
    first, second = people[:2]
    for person, visitor in visitors.items():
        prove_the_name(visitor, person)
        sign_up(visitor, place)
    mistype(visitors[second], first, second)
    wait_for(crowd)
    enter_a_list(life.visitor(), place, people)
    look_up(life.visitor(), first)
    assert PURPOSE.encode() in visitors[first].open("/me/who-looked/").page.content  # so the number was found
    be_certified(life.visitor(), visitors[first])
    be_refused(life.visitor(), first)
    site.run(BACKUP)
    newcomer = Person(people[-1].sequence + 1)
    visitor = registered(life, newcomer)
    fail(site, visitor, newcomer)
    life.dump, life.of_nobody = site.dump(), site.dump(*OF_NOBODY)
    be_without_database(site, visitor, newcomer)
    site.stop()
    return life


def begin_crowd(site: Installation, place: dict[str, str], people: Sequence[Person]) -> list[subprocess.Popen[str]]:
    """Most people come by the actions alone, in two processes beside the site; those ``AT_DOORS`` use its pages."""
    middle = len(people) // 2
    parts = [part for part in (people[:middle], people[middle:]) if part]
    return [
        site.begun_python(
            f"from tests.bytes import ground; ground.crowd({part[0].sequence}, {part[-1].sequence + 1}, "
            f"{place['organization']!r}, {place['shift']!r})"
        )
        for part in parts
    ]


def wait_for(crowd: Sequence[subprocess.Popen[str]]) -> None:
    for process in crowd:
        _out, said = process.communicate()
        assert process.returncode == 0, said[-2000:]


def registered(life: Life, person: Person) -> Visitor:
    """By mail or by phone, with the code that is sent there."""
    visitor = life.visitor()
    contact = {"phone": person.phone} if person.sequence % 2 else {"email": person.mail}
    visitor.open("/accounts/signup/").send("consent_service", consent_service="on", **contact)
    (sent_to,) = contact.values()
    visitor.send("code", code=life.site.code_for(sent_to))
    assert visitor.path == "/me/", visitor.path
    return visitor


def prove_the_name(visitor: Visitor, person: Person) -> None:
    number = person.document
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    visitor.open(REAL_NAME).send("number", status=422, **stated(person, number=wrong))
    visitor.send("number", **stated(person))


def stated(person: Person, **changes: str) -> dict[str, str]:
    said = {"kind": "111", "number": person.document, "name": person.name, "birth_on": person.born.isoformat()}
    return said | {"sex": person.sex} | changes


def sign_up(visitor: Visitor, place: dict[str, str]) -> None:
    visitor.open(f"/p/{place['organization']}/{place['project']}/").send("shift", shift=place["shift"])
    assert visitor.path.startswith("/me/sign-ups/"), visitor.path


def mistype(visitor: Visitor, other: Person, person: Person) -> None:
    """Somebody else's number, and a photo that is none."""
    visitor.open(f"{REAL_NAME}?new").send("number", status=422, **stated(person, number=other.document))
    visitor.open(f"{REAL_NAME}?new").send(
        "number", status=422, files={"photo": ("photo.png", BROKEN_PHOTO, "image/png")}, **stated(person)
    )


def enter_a_list(leader: Visitor, place: dict[str, str], people: Sequence[Person]) -> None:
    """By document numbers, one of them nobody's."""
    nobody = Person(people[-1].sequence + 2)
    rows = [("证件号码", "姓名", "日期", "时数")]
    rows += [(person.document, person.name, place["day"], "3") for person in (*people, nobody)]
    sheet = ("list.xlsx", lists.workbook(rows), "application/octet-stream")
    leader.sign_in(OWNER, PASSWORD).open(f"/org/{place['organization']}/bulk/")
    leader.send("reason", activity_id=place["activity"], reason="那天没有开签到台。", files={"file": sheet})
    leader.send("column_0")
    address = leader.page.url
    leader.send("added_reason", added_reason="一起来的。") if checked(leader, address, "added_reason") else None
    checked(leader, address, "do")
    leader.send("do", do="enter", choice="good")
    wait(lambda: b"results." in leader.open(address).page.content)
    leader.open(f"{address}results.xlsx")


def checked(leader: Visitor, address: str, field: str) -> bool:
    return wait(lambda: f'name="{field}"'.encode() in leader.open(address).page.content)


def look_up(officer: Visitor, person: Person) -> None:
    officer.sign_in(OFFICER, PASSWORD).open("/office/people/")
    officer.send("document", by="document", document=person.document, purpose=PURPOSE)
    officer.open("/office/people/").send(
        "name", by="name", name=person.name, phone_tail=person.phone[-4:], purpose=PURPOSE
    )
    # Into the field for other numbers, by mistake.
    officer.open("/office/people/").send("number", status=422, by="number", number=person.document)


def be_certified(stranger: Visitor, visitor: Visitor) -> None:
    visitor.open("/me/certificates/print/").send("from_on")
    (paper,) = [address for address in visitor.addresses if address.endswith(".pdf")]
    content = visitor.open(paper).page.content
    stranger.open("/verify/").send("file", files={"file": ("paper.pdf", io.BytesIO(content), "application/pdf")})


def be_refused(stranger: Visitor, person: Person) -> None:
    """Whatever is typed into an address, a search or a key is in no line and on no page that says what went wrong."""
    for said in (person.document, person.name, person.mail, person.phone):
        stranger.open(f"/nowhere/{said}/", status=404).open("/find/", params={"q": said}, told=False)
    stranger.open("/accounts/login/").send("login", status=None, login=person.mail, password=person.document)
    stranger.forge(REAL_NAME, **stated(person))
    key = {"headers": {"Authorization": f"Bearer {person.document}"}}
    wait(lambda: stranger.open("/api/v1/me", status=None, **key).page.status_code == 429)


def fail(site: Installation, visitor: Visitor, person: Person) -> None:
    """The database refuses rows with the name in them, and would quote them in its log."""
    for table in ("identity_document", "identity_volunteer"):
        visitor.open(REAL_NAME)
        site.rows(f"ALTER TABLE {table} ADD CONSTRAINT broken CHECK (false) NOT VALID")
        visitor.send("number", status=500, **stated(person))
        site.rows(f"ALTER TABLE {table} DROP CONSTRAINT broken")


def be_without_database(site: Installation, visitor: Visitor, person: Person) -> None:
    visitor.open(REAL_NAME)
    site.server.stop()
    visitor.send("number", status=503, **stated(person))
