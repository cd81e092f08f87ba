"""From nothing to a place in a shift: register, prove one's name, find, sign up, see it."""

import pytest

from tests.domain.identity import factories as identity

# Each reader registers once by each of the two ways, as somebody of their own.
CONTACTS = {
    "email": {
        "phone": "lichun.phone@qinghe.example",
        "desk": "lichun.desk@qinghe.example",
        "plain": "lichun@qinghe.example",
    },
    "phone": {"phone": "+8613900000101", "desk": "+8613900000102", "plain": "+8613900000103"},
}
SEQUENCES = {"phone": 801, "desk": 803, "plain": 805}


@pytest.fixture
def registered(reader, site, scene):
    """Somebody new who registers by one way: the code comes by mail or SMS."""

    def register(way):
        person, contact = reader(), CONTACTS[way][scene]
        person.open("/").press("Sign in").press("Register as a volunteer")
        person.press("Register and get a code").sees("Without this there can be no account. Tick it to register.")
        person.fill(**{way: contact}).tick("consent_service").press("Register and get a code")
        person.fill(code="000000").press("Confirm")
        assert person.value("code") == "000000"
        person.fill(code=site.code_for(contact)).press("Confirm").is_at("/me/")
        return person

    return register


def test_register_by_phone(registered):
    registered("phone").sees("My service")


def test_from_registering_to_a_place_in_a_shift(registered, world, scene):
    person, place = registered("email"), world[scene]
    library = f"/p/{place['organization']}/{place['projects']['周末图书整理']}/"
    person.open("/").fill(q="图书").press("Find service").sees("周末图书整理")
    person.open(library).sees("Not for you now").press("Register your document").is_at("/me/register-real-name/")
    prove_the_name(person, scene)
    find_one_s_limits(person, place)
    person.open(library).tick("shift").press("Sign up", meaning="for shifts").sees("You hold a place")
    person.open("/me/").sees("周末图书整理")


def prove_the_name(person, scene):
    """One digit is wrong at first: the refusal says so, and what was typed stays but the number, which no page holds."""
    number = identity.number(sequence=SEQUENCES[scene])
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    person.choose(kind="111").fill(number=wrong, name="立春", birth_on=identity.GROWN.isoformat())
    person.tick("sex=1").press("Submit the document")
    person.sees("The last character does not match; one may be mistyped.")
    assert (person.value("number"), person.value("name")) == ("", "立春")
    person.fill(number=number).press("Submit the document").sees("Your real name is verified").sees("立春")


def find_one_s_limits(person, place):
    """A post that asks for a skill says so; a full shift has a waiting list, which one can leave."""
    address = f"/p/{place['organization']}/{place['projects']['门诊导诊']}/"
    person.open(address).sees("Not for you now").sees("There is no shift here that you can take now; each says why.")
    person.open(f"/p/{place['organization']}/{place['projects']['清晨河道巡护']}/").sees("Full, waiting list open")
    person.tick("shift").press("Sign up", meaning="for shifts").sees("On the waiting list")
    person.press("Leave the waiting list").sees("You have left this shift")
