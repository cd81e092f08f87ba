"""People as tests of this area need them, in the states that the actions lead to."""

import io
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from PIL import Image
from stdnum.iso7064 import mod_11_2

from volunteercloud.core.actor import Actor, system
from volunteercloud.domain.codes.models import Term
from volunteercloud.domain.identity import actions, queries
from volunteercloud.domain.identity.actions import StatedIdentity
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.reviews.models import Case

BEGAN = date(2020, 1, 1)
REGIONS = {"99": "演示省", "9901": "青禾市", "990101": "临溪区", "990102": "东渡区"}
TERMS = {"guardian_relation": ["mother"], "language": ["zh", "en"], "skill": ["driving"], "category": ["community"]}
OPERATOR = system("tests")
GROWN = date(1990, 4, 20)


def ground() -> None:
    for code, name in REGIONS.items():
        Region.objects.create(code=code, parent_id=code[:-2] or None, level=len(code) // 2, name=name, valid_from=BEGAN)
    for name, codes in TERMS.items():
        for position, code in enumerate(codes):
            Term.objects.create(list=name, code=code, name=code, name_en=code, position=position, valid_from=BEGAN)


def account(**changes) -> Account:
    return Account.objects.create(**({"email": "guyu@qinghe.example", "language": "zh-hans"} | changes))


def volunteer(at: datetime, *, region: str | None = "990101", **changes) -> Actor:
    """A registered person as an actor; nothing is proved yet."""
    made = account(**changes)
    actions.register(
        actor=queries.actor_for(made),
        account=made,
        language=made.language,
        region_code=region,
        consents=["service"],
        at=at,
    )
    return queries.actor_for(made)


def person(at: datetime, *, name: str = "谷雨", birth_on: date = GROWN, sequence: int = 1, **changes) -> Actor:
    """A registered person with a verified real name, as an actor."""
    actor = volunteer(at, **changes)
    submit(actor, at, name=name, birth_on=birth_on, sequence=sequence)
    return queries.actor_for(Account.objects.get(id=actor.id))


def number(birth_on: date = GROWN, sequence: int = 1) -> str:
    """A number of the province 99, which there is not; an odd sequence is a man's."""
    body = f"990101{birth_on:%Y%m%d}{sequence:03}"
    return body + mod_11_2.calc_check_digit(body)


def stated(**changes) -> StatedIdentity:
    birth_on = changes.get("birth_on", GROWN)
    sequence = changes.pop("sequence", 1)
    said = {"kind": "111", "number": number(birth_on, sequence), "name": "谷雨", "birth_on": birth_on}
    return StatedIdentity(**(said | changes))


def submit(actor: Actor, at: datetime, *, volunteer_id: UUID | None = None, photo: bytes | None = None, **said):
    return actions.submit_document(
        actor=actor, volunteer_id=volunteer_id or actor.id, stated=stated(**said), photo=photo, at=at
    )


def officer(at: datetime, region: str = "990101", label: str = "白露") -> Actor:
    made = account(email=None, label=label)
    actions.grant_office(actor=OPERATOR, account_id=made.id, region_code=region, at=at)
    return queries.actor_for(made)


def photo(size: tuple[int, int] = (800, 600), form: str = "PNG") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "white").save(kept, form)
    return kept.getvalue()


def waiting_case() -> Case:
    return Case.objects.get(state="waiting")


def born(age: int, at: datetime) -> date:
    """The birth date of somebody who becomes ``age`` that day."""
    today = timezone.localdate(at)
    return today.replace(year=today.year - age)
