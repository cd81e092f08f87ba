"""Published things as tests of open data need them: written as their areas write them, and numbered by the worker's step."""

from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID, uuid5

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.needs.models import Need, Station
from volunteercloud.domain.organizations.models import Node
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.search import following, index
from volunteercloud.domain.search.models import Document, Kind

AT = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
ROOT = UUID("0195c8a0-0000-7000-8000-000000000000")
HOSTILE = '</script><script>alert("x")</script> <!-- ]]> & \u2028 “引号” \\ \x7f'


def named(name: str) -> UUID:
    return uuid5(ROOT, name)


@cache
def number_of(name: str) -> str:
    return ids.public_code("N", 8)


def organization(name: str = "晨星", **more) -> Document:
    given = {
        "title": f"{name}志愿服务队",
        "title_en": "Morning Star",
        "number": "GTEST",
        "summary": "陪伴长者。",
    } | more
    return Document(id=named(name), kind=Kind.ORGANIZATION, region_code="990101", address="/o/GTEST/", **given)


def project(name: str = "陪读", **more) -> Document:
    given = {"title": name, "summary": "每周陪孩子读书。", "category": "community", "beneficiaries": ["elderly"]} | more
    owner = named("晨星")
    document = Document(
        id=named(name), kind=Kind.PROJECT, owner_id=owner, owner_name="晨星志愿服务队", region_code="990101", **given
    )
    document.project_id = document.id
    document.address = f"/p/{owner}/{document.id}/"
    return document


def shift(name: str = "周六上午", **more) -> Document:
    given = {
        "title": "图书馆陪读",
        "title_en": "Reading together",
        "summary": "每周陪孩子读书。",
        "post": "陪读员",
        "category": "community",
        "beneficiaries": ["elderly", "public"],
        "skills": ["driving"],
        "languages": ["zh"],
        "minimum_age": 16,
        "place": "临溪图书馆",
        "latitude": 30.123,
        "longitude": 120.456,
        "starts_at": AT + timedelta(days=7),
        "ends_at": AT + timedelta(days=7, hours=2),
        "closes_at": AT + timedelta(days=7),
        "places": 8,
        "places_left": 3,
    } | more
    owner, project_id = named("晨星"), named("陪读")
    return Document(
        id=named(name),
        kind=Kind.SHIFT,
        owner_id=owner,
        owner_name="晨星志愿服务队",
        owner_name_en="Morning Star",
        project_id=project_id,
        activity_id=named("活动"),
        address=f"/p/{owner}/{project_id}/",
        region_code="990101",
        **given,
    )


def need(name: str = "送餐", **more) -> Document:
    given = {"title": "每天中午送餐", "summary": "一位独居老人需要午餐。", "category": "elderly"} | more
    number = number_of(name)
    return Document(
        id=named(name),
        kind=Kind.NEED,
        number=number,
        address=f"/needs/{number}/",
        region_code="990101",
        latitude=30.77,
        longitude=120.77,
        places=2,
        **({"beneficiaries": ["elderly"]} | given),
    )


def scattered(number: int) -> list[Document]:
    """Shifts and needs, each in a street of its own."""
    codes = [f"99010{1 + each % 2}{each:03}" for each in range(number)]
    Region.objects.bulk_create(
        Region(code=code, parent_id=code[:6], level=4, name=f"街道{code}", valid_from=AT.date()) for code in codes
    )
    found = [make(f"{make.__name__} {code}") for code in codes for make in (shift, need, organization)]
    for document, code in zip(found, [code for code in codes for _ in range(3)], strict=True):
        document.region_code = code
    return found


def elsewhere(name: str = "别处") -> Document:
    return Document(
        id=named(name), kind=Kind.ELSEWHERE, title=name, region_code="990101", address="https://else.example/1"
    )


def publish(*documents: Document, at: datetime = AT) -> None:
    index.put(documents, at)
    following.follow(AT)


def withdraw(*documents: Document, at: datetime = AT) -> None:
    index.withdraw([document.id for document in documents], at)
    following.follow(AT)


def everything() -> list[Document]:
    """One of each kind with a hostile title, and the rows of needs behind them."""
    return [
        organization(title=HOSTILE[:200]),
        project(title=HOSTILE[:200]),
        shift(title=HOSTILE[:200], summary=HOSTILE, post="“岗位”<b>"),
        need(title=HOSTILE[:200], summary=HOSTILE),
        shift("线上", is_remote=True, latitude=None, longitude=None, place=""),
        shift("夜里", starts_at=AT + timedelta(hours=15), ends_at=AT + timedelta(hours=17), title_en="", summary=""),
        need("长期", category="", beneficiaries=[], summary="", title_en="Company"),
    ]


def rows_of_need(document: Document, owner: Actor, **more) -> Need:
    """The need itself, open to the public, with everything that the public must not read."""
    given = {
        "title": document.title[:60],
        "words": document.summary,
        "category": document.category or "elderly",
        "beneficiary": "elderly",
        "about": "group",
        "frequency": "until_solved",
        "posted_by": owner.id,
        "poster_id": owner.id,
        "poster_kind": "person",
        "poster_name": "秘密的芒种",
        "region_id": "990101",
        "latitude": 30.77,
        "longitude": 120.77,
        "state": "open",
        "text_key": named(document.number),
        "people": 2,
    } | more
    times = {
        "created_at": AT,
        "posted_at": AT,
        "opened_at": AT,
        "changed_at": AT,
        "expires_at": AT + timedelta(days=30),
    }
    return Need.objects.create(id=document.id, number=document.number, **given, **times)


def station(organization_id: UUID) -> Station:
    name = Node.objects.get(organization_id=organization_id).name
    region = Region.objects.get(code="990101")
    given = {"organization_id": organization_id, "organization_name": name, "named_by_label": "秘密的小暑", "since": AT}
    return Station.objects.create(id=named("站"), region=region, **given)
