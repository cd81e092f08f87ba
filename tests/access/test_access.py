"""Access, proved: every address asked by everybody, and held against the table. A route that is not in it fails here."""

from django.http import HttpResponse

from tests.access import knocking, table
from tests.access import world as worlds
from tests.web import guarding

TABLE = table.read()
MAY, MAY_NOT, SIGN_IN = "+", ".", "?"


def sign(answer: HttpResponse) -> str:
    if answer.status_code == 401 or (
        answer.status_code in {302, 303} and "login" in answer.headers["Location"].partition("?")[0]
    ):
        return SIGN_IN
    return MAY_NOT if answer.status_code in {403, 404} else MAY


def test_every_route_stands_in_the_table(world):
    owner = knocking.Knocking(world.people["owner"])
    answered = [
        route.key
        for route in knocking.everything()
        if not route.is_page or owner.knock(route, knocking.named_for(world, route, "owner"))[0].status_code != 405
    ]
    assert sorted(set(answered) ^ TABLE.keys()) == []


def test_what_everybody_may_and_reads(world):
    """Every cell; whoever is turned away leaves nothing behind, and nothing breaks. What is sensitive is read by those
    alone who are named for it, and by each of them somewhere."""
    found: dict[str, str] = {}
    readers: dict[str, set[str]] = {what: set() for what in world.sensitive}
    for person in table.PEOPLE:
        walk(world, person, found, readers)
    assert (found, readers) == ({}, table.SENSITIVE)


def walk(world: worlds.World, person: str, found: dict[str, str], readers: dict[str, set[str]]) -> None:
    """Knock everywhere: add what is otherwise than the table says, and whose secrets were read."""
    somebody = knocking.Knocking(world.people[person])
    for route in knocking.everything():
        told = TABLE.get(route.key, {}).get(person)
        if told is None:
            continue
        answer, written = somebody.knock(route, knocking.named_for(world, route, person))
        if answer.status_code >= 500:
            found[f"{person}: {route.key}"] = f"breaks ({answer.status_code})"
        elif flaw := guarding.flaw(answer):
            found[f"{person}: {route.key}"] = flaw
        elif sign(answer) != told:
            found[f"{person}: {route.key}"] = f"{sign(answer)}, not {told}"
        elif written and told != MAY and route.key not in table.TRIED:
            found[f"{person}: {route.key}"] = "is turned away, and yet something was written"
        for what, secrets in world.sensitive.items():
            if any(secret in answer.said for secret in secrets):
                readers[what].add(person)
