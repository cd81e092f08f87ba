"""The desk of the city: who holds which office, what the city set, what it says, and what waits there too long."""

from datetime import timedelta

from django.utils import timezone

from volunteercloud.cli.demo import afterwards
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core.actor import Actor, ActorKind, system
from volunteercloud.domain.governance import actions as governance
from volunteercloud.domain.identity import actions as identity
from volunteercloud.domain.identity.consents import REQUIRED
from volunteercloud.domain.identity.models import Account, Right, Volunteer
from volunteercloud.domain.office import actions as office
from volunteercloud.domain.publications import actions as publications
from volunteercloud.domain.publications.models import Kind

CITY, DISTRICT = "9901", "990101"
DAY = timedelta(days=1)
OPERATOR = system("青禾演示 Qinghe demo")


def offices(demo: Demo) -> None:
    """Besides the officer for everything, a colleague for some tasks, and a district that was given two until a day."""
    identity.grant_office(
        actor=OPERATOR,
        account_id=demo.colleague.id,
        region_code=CITY,
        rights=[Right.IDENTITY, Right.PROJECTS, Right.RECORDS],
        at=demo.now - 120 * DAY,
    )
    identity.grant_office(
        actor=demo.officer,
        account_id=demo.actors[54].id,
        region_code=DISTRICT,
        rights=[Right.ORGANIZATIONS, Right.PROJECTS],
        ends_on=timezone.localdate(demo.now) + 180 * DAY,
        at=demo.now - 60 * DAY,
    )


def rules(demo: Demo) -> None:
    """Since two weeks two officers decide about organizations here; a month from now projects are decided sooner."""
    about = {"actor": demo.officer, "region_code": CITY}
    today = timezone.localdate(demo.now)
    governance.set_rules(
        **about, valid_from=today - 14 * DAY, changes={"four_eyes": ["organization"]}, at=demo.now - 21 * DAY
    )
    governance.set_rules(
        **about, valid_from=today + 30 * DAY, changes={"review_project_days": 3}, at=demo.now - 2 * DAY
    )


def says(demo: Demo) -> None:
    """News, an announcement that stands for two weeks, and a page of help."""
    until = timezone.localdate(demo.now) + 14 * DAY
    for kind, slug, content in (
        (
            Kind.NEWS,
            "",
            publications.Content(
                title="青禾今年的志愿者比去年多了三成",
                title_en="A third more volunteers in Qinghe than last year",
                body="多出来的人大多第一次来。各队伍的“第一课”都还有名额，**带队人尤其缺**。\n\n"
                "- 周末的课在联合会一楼\n- 工作日的课在各区协会",
                body_en="Most of them came for the first time. There is room in every “first lesson”, and **leaders are "
                "needed most of all**.\n\n- on weekends at the federation\n- on weekdays at the district associations",
            ),
        ),
        (
            Kind.NOTICE,
            "",
            publications.Content(
                title="寒潮期间的户外服务",
                title_en="Outdoor service during the cold spell",
                body="最低气温低于零下五度时，带队人可以直接取消户外班次，不计缺席。",
                body_en="Below minus five degrees leaders may call outdoor shifts off; nobody is absent for it.",
                stands_until=until,
            ),
        ),
        (
            Kind.HELP,
            "documents",
            publications.Content(
                title="实名登记要带什么",
                title_en="What to bring to prove your name",
                body="身份证、护照、港澳居民来往内地通行证和台湾居民来往大陆通行证都可以。\n\n"
                "没有手机的人可以到街道窗口登记，工作人员会当面录入。",
                body_en="An identity card, a passport, or a travel permit of Hong Kong, Macao or Taiwan.\n\n"
                "Whoever has no phone registers at the counter of the subdistrict.",
            ),
        ),
    ):
        written = publications.draft_publication(
            actor=demo.officer, kind=kind, region_code=CITY, slug=slug, content=content, at=demo.now - 6 * DAY
        )
        publications.publish(actor=demo.officer, publication_id=written.id, at=demo.now - 5 * DAY)


def waits(demo: Demo) -> None:
    """A registration that nobody decided in time, and one person registered twice."""
    founder = demo.actors[42]
    afterwards.asks_for_registration(
        founder,
        {
            "name": "晨读跑步队",
            "name_en": "Morning Runners",
            "region_id": "990105",
            "categories": ["community"],
            "purpose": "每天清晨陪视障跑者跑五公里。",
            "purpose_en": "Runs five kilometres with blind runners every morning.",
            "address": "望北区站前街道站前路9号",
            "contact_phone": "0990 555 141",
        },
        demo.now - 12 * DAY,
    )
    known = Volunteer.objects.get(id=demo.actors[56].id)
    twice = Account.objects.create(label=demo.actors[56].label, registered_at=demo.now - 40 * DAY, language="zh-hans")
    again = identity.register(
        actor=Actor(ActorKind.PERSON, twice.label, twice.id),
        account=twice,
        language="zh-hans",
        region_code=known.region_id,
        consents=list(REQUIRED),
        at=demo.now - 40 * DAY,
    )
    office.propose_merge(
        actor=demo.officer,
        volunteer_id=known.id,
        other_number=again.number,
        grounds="本人到窗口说明：换手机后重新注册了一次，两个号码都是他的。",
        at=demo.now - DAY,
    )
