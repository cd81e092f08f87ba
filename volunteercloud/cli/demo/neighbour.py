"""Chenghu 澄湖市, the city next to Qinghe: an installation of its own, where the people of Qinghe who can sign in are known too.

It exists to move to: the same invented people with the same document numbers, some service of their own, and an officer who
trusts Qinghe. Deterministic as Qinghe is, for the day on which Qinghe was opened.
"""

import random
import time
from datetime import date, datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from volunteercloud.cli.demo import build, city, houses
from volunteercloud.cli.demo.story import Demo, Progress
from volunteercloud.core.errors import Refused
from volunteercloud.domain.figures import actions as figures
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.nodes import actions as nodes
from volunteercloud.domain.nodes import looking, queries, showing
from volunteercloud.domain.nodes.models import Node
from volunteercloud.domain.organizations.models import Organization

CODE = "9902"
HOME = "990201"
NAME = "澄湖市"
PEOPLE = 40
TRIES, PAUSE_SECONDS = 10, 3.0

HOUSE = city.House(
    name="澄湖市志愿者协会",
    name_en="Chenghu Volunteer Association",
    kind="social-group",
    region=CODE,
    purpose="联络湖区各街道的志愿者，照看湖岸、候鸟与独居老人。",
    purpose_en="Brings together the volunteers of the lake districts: for its shores, its birds and people who live alone.",
    categories=["environment", "community"],
    address="湖滨区芦苇街道望湖路6号",
    scenes=[
        city.Scene(
            title="候鸟季巡湖",
            title_en="Round the lake in bird season",
            content="沿湖岸记录候鸟数量，清理渔网和塑料，提醒游人保持距离。",
            content_en="Count birds along the shore, clear away nets and plastic, and ask walkers to keep their distance.",
            category="environment",
            beneficiaries=["public"],
            sdg_targets=["15.1", "14.2"],
            region=HOME,
            place="湖滨区白鹭观察站",
            place_en="Egret lookout, Hubin",
            point=(30.4417, 120.3961),
            risks=city.WATER,
            risks_en=city.WATER_EN,
            post="巡湖员",
            post_en="Shore walker",
            duties="记录、清理、劝导",
            weekday=6,
            hours=(8.0, 11.0),
            places=12,
        )
    ],
)


def is_built() -> bool:
    return Organization.objects.filter(name=HOUSE.name, region_id=CODE).exists()


def opened_on() -> date:
    """The day on which the people of the Qinghe that stands here were registered: their birthdays were invented for it."""
    return timezone.localdate(Account.objects.get(email=build.SIGN_INS["volunteer"]).registered_at)


def build_for(opened: date, progress: Progress = lambda done, total: None) -> int:
    """Build Chenghu, unless it stands, for the people of a Qinghe that was opened on this day; how many records it has."""
    if is_built():
        return 0
    with transaction.atomic():
        demo = Demo(timezone.now(), random.Random(20261121), progress)  # noqa: S311  a story, not a secret
        build.rules()
        build.settle(demo, PEOPLE, opened, CODE, home=HOME)
        houses.house(demo, 0, HOUSE)
        figures.count(actor=build.BUILDER, at=demo.now)
    return demo.records


def speak_for(region: str) -> None:
    """Say for which region this node speaks; those who trust it are shown that."""
    if queries.own().regions != [region]:
        nodes.describe(actor=build.BUILDER, regions=[region], is_national=False, at=timezone.now())


def trust(url: str) -> None:
    """Trust the node at an address, and what changed of it. Both cities are invented and on one machine: nobody has to
    compare fingerprints over the phone."""
    at = timezone.now()
    known = queries.confirmed(urlsplit(url).netloc)
    node = (known and looking.look(build.BUILDER, known, at)) or _proposed(url, at)
    if not known or showing.differences(node):
        nodes.confirm(actor=build.BUILDER, name=node.name, fingerprint=showing.fingerprint(node, at), at=at)


def _proposed(url: str, at: datetime) -> Node:
    """On a busy machine a site that was just started takes its time to answer."""
    for tries_left in reversed(range(TRIES)):
        try:
            return looking.propose(actor=build.BUILDER, url=url, at=at)
        except Refused as refusal:
            if not tries_left or refusal.code != "nodes.no_answer":
                raise
            time.sleep(PAUSE_SECONDS)
    raise AssertionError("the last try answers or raises")
