from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext

from tests.domain.needs import factories, posts
from tests.domain.needs.posts import DAY, draft, posted, saved
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.needs import queries, sealing
from volunteercloud.domain.needs.actions import posting
from volunteercloud.domain.needs.models import Need, NeedDetails, State, Step
from volunteercloud.domain.regions.models import Region, RuleSet
from volunteercloud.domain.reviews.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(db):
    organizations.ground()


@pytest.fixture
def poster():
    return posts.poster()


def refused(action, *args, **named) -> Refused:
    with pytest.raises(Refused) as refusal:
        action(*args, **named)
    return refusal.value


def templates_for(actor):
    return list(Message.objects.filter(recipient_id=actor.id).order_by("id").values_list("template", flat=True))


def test_a_draft_keeps_whatever_was_typed(poster, at):
    need = posting.save_need(
        actor=poster, need_id=ids.uuid7(), draft=posts.NeedDraft(title="要人", notes="三楼"), at=at
    )

    mine = queries.my_need(poster, need.id)
    assert (mine.need.state, mine.need.title, mine.details.notes) == (State.DRAFT, "要人", "三楼")
    assert queries.mine(poster) == [need]


def test_what_is_sent_again_is_the_same_need(poster, at):
    need_id = ids.uuid7()
    for _ in range(2):
        posting.save_need(actor=poster, need_id=need_id, draft=draft(at), at=at)
        posting.post_need(actor=poster, need_id=need_id, at=at) if _ else None

    assert Need.objects.count() == 1
    posting.post_need(actor=poster, need_id=need_id, at=at + DAY)
    assert Case.objects.filter(kind="need").count() == 1
    assert Entry.objects.filter(name="needs.need_saved").count() == 1


def test_what_is_sealed_stands_in_no_column_and_the_point_is_coarse(poster, at):
    need = posted(poster, at)

    assert sealing.read(need) == draft(at).details
    row = " ".join(map(str, Need.objects.filter(id=need.id).values_list().get()))
    for secret in ("502", "演示路", "0077", "冬至", "门铃", "23.1234", "113.1234"):
        assert secret not in row
    assert secret.encode() not in bytes(NeedDetails.objects.get(need_id=need.id).sealed)
    assert (need.latitude, need.longitude) == (23.12, 113.12)
    facts = str(list(Entry.objects.filter(subject_id=need.id).values_list("facts", "subject_label")))
    assert [secret for secret in ("502", "冬至") if secret in facts] == []


def test_posted_it_waits_with_the_officers_of_its_region(poster, at):
    officer = posts.officer()
    need = posted(poster, at)

    case = posts.case_of(need)
    assert (need.state, case.region_id, case.due_at, case.title) == (
        State.MODERATION,
        "990101",
        at + timedelta(hours=24),
        "陪爷爷去医院复查",
    )
    assert [step.what for step in Step.objects.filter(need=need)] == ["posted"]
    assert templates_for(officer) == []


def test_an_urgent_one_says_so_is_due_within_hours_and_tells_the_officers(poster, at):
    officer, elsewhere = posts.officer(), posts.officer("990102", "立秋")
    need = posted(poster, at, urgency=2)

    with translation.override("zh-hans"):
        marked = gettext("Urgent: {title}").format(title=need.title)
    case = posts.case_of(need)
    assert (case.title, case.due_at) == (marked, at + timedelta(hours=2))
    assert (templates_for(officer), templates_for(elsewhere)) == (["need_urgent"], [])


def test_an_urgent_one_goes_to_the_nearest_officers_where_the_region_has_none(poster, at):
    above = posts.officer("9901", "立秋")
    posted(poster, at, urgency=2)

    assert templates_for(above) == ["need_urgent"]


def test_the_station_of_the_region_looks_after_it(poster, at):
    owner = organizations.person("立夏")
    station = organizations.organization(owner, at)
    factories.station(station, at, region="9901")

    need = posted(poster, at)

    assert (need.station_id, need.station_name) == (station.id, station.name)
    assert templates_for(owner)[-1:] == ["need_to_moderate"]


MISSING = [
    ({"title": "急"}, "title"),
    ({"words": "来人"}, "words"),
    ({"category": ""}, "category"),
    ({"beneficiary": ""}, "beneficiary"),
    ({"about": ""}, "about"),
    ({"consent": False}, "consent"),
    ({"region_code": ""}, "region_code"),
    ({"starts_at": None}, "starts_at"),
    ({"frequency": "recurring"}, "weekdays"),
    ({"address": " "}, "address"),
    ({"contact_phone": ""}, "contact_phone"),
]


@pytest.mark.parametrize(("changes", "field"), MISSING)
def test_what_is_missing_is_named_and_the_draft_stays(poster, at, changes, field):
    need = saved(poster, at, **changes)

    refusal = refused(posting.post_need, actor=poster, need_id=need.id, at=at)

    assert (refusal.code, refusal.field, refusal.facts) == ("need.incomplete", field, {"missing": [field]})
    assert Need.objects.get(id=need.id).state == State.DRAFT


def test_help_from_afar_and_for_oneself_asks_for_no_address_and_no_consent(poster, at):
    need = posted(poster, at, about="myself", consent=False, is_remote=True, address="", frequency="until_solved")

    assert (need.state, need.consent_at) == (State.MODERATION, None)


IMPOSSIBLE = [
    ({"title": "长" * 61}, "need.too_long", "title"),
    ({"notes": "长" * 1001}, "need.too_long", "notes"),
    ({"category": "nonsense"}, "need.unlisted", "category"),
    ({"skills": ("driving", "nonsense")}, "need.unlisted", "skills"),
    ({"urgency": 9}, "need.unlisted", "urgency"),
    ({"frequency": "never"}, "need.unlisted", "frequency"),
    ({"weekdays": (0, 8)}, "need.unlisted", "weekdays"),
    ({"region_code": "123456"}, "need.region_unknown", "region_code"),
    ({"region_code": "'; --"}, "need.region_unknown", "region_code"),
    ({"people": 0}, "need.people", "people"),
    ({"people": 501}, "need.people", "people"),
    ({"minimum_age": 101}, "need.minimum_age", "minimum_age"),
    ({"from_minute": 600, "to_minute": 600}, "need.time_of_day", "to_minute"),
    ({"from_minute": 600}, "need.time_of_day", "to_minute"),
    ({"latitude": 91.0}, "need.point", "latitude"),
    ({"longitude": None}, "need.point", "latitude"),
]


@pytest.mark.parametrize(("changes", "code", "field"), IMPOSSIBLE)
def test_what_cannot_be_true_is_refused_by_its_field(poster, at, changes, code, field):
    refusal = refused(saved, poster, at, **changes)

    assert (refusal.code, refusal.field) == (code, field)
    assert not Need.objects.exists()


def test_times_are_in_order_to_come_and_within_two_years(poster, at):
    start = at + 2 * DAY
    backwards = refused(saved, poster, at, starts_at=start, ends_at=start)
    assert (backwards.code, backwards.field) == ("need.ends_before_start", "ends_at")

    for starts_at, code, field in (
        (at - DAY, "need.in_the_past", "ends_at"),
        (at - timedelta(hours=1), "need.in_the_past", "starts_at"),
        (at + 800 * DAY, "need.too_far", "starts_at"),
    ):
        refusal = refused(posted, poster, at, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
        assert (refusal.code, refusal.field) == (code, field)


def test_the_region_is_a_district_of_today_or_below(poster, at):
    too_large = refused(posted, poster, at, region_code="9901")
    assert (too_large.code, too_large.field) == ("need.region_too_large", "region_code")

    Region.objects.filter(code="990102").update(valid_to=at.date())
    retired = refused(posted, poster, at, region_code="990102")
    assert (retired.code, retired.field) == ("need.region_unknown", "region_code")


def test_a_kind_that_the_region_does_not_offer_is_refused(poster, at):
    RuleSet.objects.create(region_id="9901", valid_from=organizations.BEGAN, categories=["community"])

    assert refused(posted, poster, at).code == "need.category_not_offered"
    assert posted(poster, at, category="community").state == State.MODERATION


PERSONAL = [
    ("title", "打 138 0013 8000 找我", "phone", "138 0013 8000"),
    ("words", "爷爷的身份证是11010519491231002X，请帮忙办手续", "document", "11010519491231002X"),
    ("words_en", "Please write to guyu@example.com about it", "email", "guyu@example.com"),
    ("safety", "家里在3号楼2单元501室，没有电梯", "door", "3号楼2单元501室"),
    ("words", "冬至老人一个人住，需要人陪他说话", "name", "冬至"),
    ("words", "到演示路7号3单元502室陪他说说话", "door", "路7号3单元502室"),
    ("words", "冬\u200b 至老人一个人住，需要人陪他说话", "name", "冬\u200b 至"),
    ("words", "来之前先问一声，990-1000-0077 都能接", "phone", "990-1000-0077"),
    ("words", "来之前先问一声，一零零零零零七七 就行", "phone", "一零零零零零七七"),
    ("title_en", "Come to No. 5, Lane 28", "door", "No. 5, Lane 28"),
]


@pytest.mark.parametrize(("field", "text", "kind", "passage"), PERSONAL)
def test_a_text_that_gives_somebody_away_is_refused_with_the_passage(poster, at, field, text, kind, passage):
    need = saved(poster, at, **{field: text})

    refusal = refused(posting.post_need, actor=poster, need_id=need.id, at=at)

    assert (refusal.code, refusal.field) == ("need.personal", field)
    assert {"field": field, "kind": kind, "text": passage} in refusal.facts["passages"]
    assert passage in str(refusal.message)
    assert getattr(Need.objects.get(id=need.id), field) == text
    assert not Case.objects.exists()


def test_the_trail_tells_of_drafts_by_their_number(poster, at):
    need = saved(poster, at, title="打 138 0013 8000 找冬至")
    posting.withdraw_need(actor=poster, need_id=need.id, at=at)

    assert set(Entry.objects.filter(subject_id=need.id).values_list("subject_label", flat=True)) == {need.number}


def test_nobody_keeps_drafts_without_end(poster, at, monkeypatch):
    monkeypatch.setattr(posting, "MOST_DRAFTS", 2)
    first, _second = saved(poster, at), saved(poster, at)

    assert refused(saved, poster, at).code == "need.many_drafts"
    assert saved(posts.poster("小寒"), at).state == State.DRAFT
    again = posting.save_need(actor=poster, need_id=first.id, draft=draft(at, title="换一个说法"), at=at)
    assert again.title == "换一个说法"
    posting.withdraw_need(actor=poster, need_id=first.id, at=at)
    assert saved(poster, at).state == State.DRAFT


def test_the_same_need_is_posted_once_by_one_poster(poster, at):
    first = posted(poster, at)

    refusal = refused(posted, poster, at, title="陪爷爷，去医院复查！", words="早上陪他坐车去医院 取药后送回家")

    assert (refusal.code, refusal.facts) == ("need.posted_already", {"number": first.number})
    assert posted(poster, at, title="陪奶奶去医院复查").state == State.MODERATION


def test_the_same_text_of_somebody_else_is_flagged_not_refused(poster, at):
    first = posted(poster, at)
    second = posted(posts.poster("小寒"), at, title="陪爷爷去医院复查吧")

    assert (first.flags, second.flags) == ([], ["duplicate"])
    assert queries.moderation(posts.officer(), second.id, at).alike == [first]


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ("开业促销，全场打折，请来帮忙发传单", ["commercial"]),
        ("找人代签到，刷志愿时长也可以", ["unlawful"]),
        ("Need somebody to sit my exam, you IDIOT", ["abusive", "unlawful"]),
        ("找人代 签\u200b到，谢谢大家帮忙", ["unlawful"]),
        ("教母亲识别电信诈骗，陪她聊天", []),
    ],
)
def test_words_of_the_lists_raise_flags_for_the_moderator(poster, at, words, flags):
    need = posted(poster, at, words=words)

    assert (need.state, need.flags) == (State.MODERATION, flags)
    assert sorted(queries.moderation(posts.officer(), need.id, at).words) == flags


def test_a_flood_is_limited_and_told_until_when(poster, at):
    RuleSet.objects.create(region_id="99", valid_from=organizations.BEGAN, needs_a_day=2)
    posted(poster, at, title="第一件需要帮忙的事")
    posted(poster, at + timedelta(hours=1), title="第二件需要帮忙的事")

    third = saved(poster, at, title="第三件需要帮忙的事")
    refusal = refused(posting.post_need, actor=poster, need_id=third.id, at=at + timedelta(hours=2))

    assert (refusal.code, refusal.facts) == ("need.flood", {"again_at": (at + DAY).isoformat()})
    assert posting.post_need(actor=poster, need_id=third.id, at=at + DAY).state == State.MODERATION
    assert posted(posts.poster("小寒"), at + timedelta(hours=2)).state == State.MODERATION


def test_without_a_proved_phone_nobody_posts_but_the_draft_stays(poster, at):
    Account.objects.filter(id=poster.id).update(phone_verified=False)
    need = saved(poster, at)

    assert refused(posting.post_need, actor=poster, need_id=need.id, at=at).code == "need.phone_unproved"
    Account.objects.filter(id=poster.id).update(phone_verified=True)
    assert posting.post_need(actor=poster, need_id=need.id, at=at).state == State.MODERATION


def test_managers_post_for_their_organization_while_it_is_at_work(at):
    owner, stranger = organizations.person("立夏"), posts.poster("处暑")
    organization = organizations.organization(owner, at)
    with pytest.raises(NotAllowed):
        saved(stranger, at, organization_id=organization.id)
    need = saved(owner, at, organization_id=organization.id, about="group")
    organizations.suspend(actor=posts.officer(), organization_id=organization.id, reason="年检没有按时交。", at=at)

    assert refused(posting.post_need, actor=owner, need_id=need.id, at=at).code == "organization.suspended"
    assert (need.poster_kind, need.poster_id) == ("organization", organization.id)
    assert queries.posted_for(owner, organization.id) == [need]
    with pytest.raises(NotFound):
        queries.posted_for(stranger, organization.id)


def test_a_draft_of_somebody_else_is_not_there(poster, at):
    stranger = posts.poster("处暑")
    need = saved(poster, at)

    for step in (
        lambda: posting.save_need(actor=stranger, need_id=need.id, draft=draft(at), at=at),
        lambda: posting.post_need(actor=stranger, need_id=need.id, at=at),
        lambda: posting.withdraw_need(actor=stranger, need_id=need.id, at=at),
        lambda: queries.my_need(stranger, need.id),
        lambda: queries.need(stranger, need.number),
        lambda: posting.post_need(actor=poster, need_id=ids.uuid7(), at=at),
    ):
        with pytest.raises(NotFound):
            step()
    with pytest.raises(NotAllowed):
        posting.save_need(actor=ANONYMOUS, need_id=ids.uuid7(), draft=draft(at), at=at)
    assert queries.mine(stranger) == []


def test_a_posted_need_is_changed_no_more_until_it_comes_back(poster, at):
    need = posted(poster, at)
    assert refused(posting.save_need, actor=poster, need_id=need.id, draft=draft(at), at=at).code == "need.moved_on"

    posts.decided(posts.officer(), need, at, "return", "请写清楚几点到。")
    gone = refused(posting.save_need, actor=poster, need_id=need.id, draft=draft(at, words=""), at=at)
    assert gone.code == "need.incomplete"
    mended = replace(draft(at), words="早上八点到他家，陪他坐车去医院，取药后送回家。")
    posting.save_need(actor=poster, need_id=need.id, draft=mended, at=at)
    again = posting.post_need(actor=poster, need_id=need.id, at=at + DAY)

    assert (again.state, again.reason, again.posted_at) == (State.MODERATION, "", at)


def test_a_draft_is_deleted_and_what_waits_is_withdrawn_from_the_queue(poster, at):
    thrown_away = saved(poster, at)
    posting.withdraw_need(actor=poster, need_id=thrown_away.id, at=at)
    assert not Need.objects.exists()
    assert not NeedDetails.objects.exists()

    need = posted(poster, at)
    for _ in range(2):
        withdrawn = posting.withdraw_need(actor=poster, need_id=need.id, reason="孙子回来了。", at=at)
    assert (withdrawn.state, withdrawn.reason, withdrawn.ended_at) == (State.WITHDRAWN, "孙子回来了。", at)
    assert Case.objects.get(subject_id=need.id).state == "withdrawn"
    assert Entry.objects.filter(name="needs.need_withdrawn").count() == 1
