"""An evening without a signal: one redeems a slip of paper, one claims with a photo, and the leader answers."""

import pytest

from tests.domain.claims import factories
from tests.journeys.people import ROLES, address

TITLE, HOLDER, CLAIMANT = "傍晚河边清扫", ROLES["holder"], ROLES["claimant"]


@pytest.fixture
def place(world, scene):
    return world[scene]


@pytest.fixture
def console(place):
    return f"/org/{place['organization']}"


def test_paper_and_a_photo_become_records(reader, scene, place, console, tmp_path):
    holder = reader().sign_in(address("holder", scene))
    holder.open(f"/me/code/?code={place['unscanned']['code']}").submit()
    holder.sees("Hour code entered by %(who)s", who=HOLDER).sees("Why grade %(grade)s", grade="C")

    photo = tmp_path / "river.png"
    photo.write_bytes(factories.picture())
    claimant = reader().sign_in(address("claimant", scene))
    claimant.open("/me/claims/").sees("A claim makes honour hours, evidence grade D.").press("Claim")
    claimant.fill(text="沿河捡了两袋垃圾。").page.set_input_files("[name=proofs]", photo)
    claimant.submit().sees("Waits for an answer")

    leader = reader().sign_in(address("leader", scene))
    leader.open(f"{console}/claims/").sees(CLAIMANT).press("Look and answer").sees("沿河捡了两袋垃圾。")
    leader.press("Confirm the claim").sees("No claim waits for you")
    claimant.open("/me/claims/").sees("Confirmed").press(TITLE).press("See the record").sees(
        "Why grade %(grade)s", grade="D"
    )

    shift = f"{console}/shifts/{place['unscanned']['shift']}"
    leader.open(f"{shift}/late/").sees("Everybody on the roster has a record, or nobody is on it.")
    leader.open(f"{shift}/hour-codes/").sees("%(number)s left", number=9)
