"""SD-JWT: the holder shows what they choose, and nothing else can be read."""

import json

import pytest

from volunteercloud.core.errors import Refused
from volunteercloud.domain.credentials import disclosing, disclosures, keys
from volunteercloud.domain.identity.models import Volunteer

EVERYTHING = ["credit_hours", "honour_hours", "name", "organizations", "period", "region", "volunteer_number"]


@pytest.fixture
def text(volunteer, sealed):
    return disclosing.issued(volunteer, volunteer.id, sealed)


def parts(text):
    signed, *said, last = text.split("~")
    assert last == ""
    return json.loads(keys.from_base64url(signed.split(".")[1])), said


def claims(text):
    return {name: value for _salt, name, value in (json.loads(keys.from_base64url(each)) for each in parts(text)[1])}


def test_the_holder_has_every_claim(text, volunteer):
    person = Volunteer.objects.get(id=volunteer.id)
    said = claims(text)
    assert sorted(said) == EVERYTHING
    assert (said["credit_hours"], said["honour_hours"], said["name"]) == (2, 0, "小满")
    assert (said["volunteer_number"], said["organizations"]) == (person.number, ["晨光志愿服务队"])


def test_every_claim_is_hashed_and_none_stands_in_the_open(text, volunteer):
    payload, said = parts(text)
    assert payload["_sd"] == sorted(disclosures.hashed(each) for each in said)
    assert set(payload) == {"iss", "iat", "nbf", "vct", "status", "_sd", "_sd_alg"}
    number = Volunteer.objects.get(id=volunteer.id).number
    assert [word for word in ("小满", number) if word in json.dumps(payload, ensure_ascii=False)] == []


@pytest.mark.parametrize("chosen", [[], ["credit_hours"], ["period", "honour_hours"], EVERYTHING])
def test_a_presentation_shows_what_was_chosen(text, chosen):
    shown = disclosing.presented(text, chosen)
    assert sorted(claims(shown)) == sorted(chosen)
    assert shown.split("~")[0] == text.split("~")[0]


def test_what_is_not_there_cannot_be_shown(text):
    with pytest.raises(Refused) as refusal:
        disclosing.presented(text, ["credit_hours", "document_number"])
    assert refusal.value.code == "credential.claim_unknown"


def test_the_same_credential_is_given_again(text, volunteer, sealed):
    assert disclosing.issued(volunteer, volunteer.id, sealed) == text


def test_who_has_served_nothing_holds_nothing(owner, sealed):
    assert disclosing.issued(owner, owner.id, sealed) == ""


@pytest.mark.parametrize("nonsense", ["", "AAAA", "W10", "WzEsMiwzXQ", "WyJhIiwyLCJiIl0", "💧"])
def test_what_is_no_disclosure_has_no_name(nonsense):
    assert disclosures.name_of(nonsense) == ""
