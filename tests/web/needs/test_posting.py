"""Posting a need: nothing typed is lost, what gives somebody away is shown where it stands, and nobody opens another's draft."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.needs import queries
from volunteercloud.domain.needs.models import Need
from volunteercloud.web.needs import kept

POST = "/needs/post/"


@pytest.fixture
def typed(at):
    """A whole form as a browser sends it."""
    on = timezone.localdate(at) + timedelta(days=2)
    return {
        "need_id": str(ids.uuid7()),
        "title": "陪我去社区医院",
        "words": "上午去复查，想有人陪着走一趟。",
        "category": "elderly",
        "about": "myself",
        "beneficiary": "elderly",
        "region_code": "990101",
        "frequency": "once",
        "on": on.isoformat(),
        "from_time": "09:00",
        "to_time": "11:00",
        "people": "1",
        "urgency": "0",
        "address": "演示路7号3单元502室",
        "contact_name": "大雪",
        "contact_phone": "990 1000 0077",
    }


def posted(browser, typed):
    """Typed, looked at, posted; the answer to the last step."""
    preview = browser.post(POST, typed)
    assert preview.status_code == 302, preview.context["form"].errors
    return browser.post(preview["Location"])


def test_a_need_is_looked_at_and_posted(browser, poster, typed):
    preview = browser.post(POST, typed)
    shown = browser.get(preview["Location"]).content.decode()
    answer = browser.post(preview["Location"])

    need = Need.objects.get()
    assert (need.id, need.state) == (kept_id(typed), "moderation")
    assert answer["Location"] == reverse("needs:my_need", args=[need.id])
    assert shown.index(typed["words"]) < shown.index("Only who takes it up sees this") < shown.index(typed["address"])
    assert queries.my_need(poster, need.id).details.contact_phone == typed["contact_phone"]


def test_a_form_sent_twice_is_one_need(browser, typed):
    answers = [browser.post(POST, typed)["Location"] for _ in range(2)]

    assert Need.objects.count() == 1
    assert answers[0] == answers[1]


def test_what_a_visitor_typed_goes_with_them_through_signing_in(reading, poster, typed):
    away = reading.post(POST, typed)

    assert away["Location"] == f"/accounts/login/?next={POST}"
    assert typed["address"] not in str(dict(reading.session.items()))
    reading.force_login(
        Account.objects.get(id=poster.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    form = reading.get(POST).context["form"]
    assert {name: form[name].value() for name in ("title", "address")} == {
        "title": typed["title"],
        "address": typed["address"],
    }
    reading.post(POST, typed)
    assert kept.SESSION_KEY not in reading.session


def test_who_was_signed_out_while_changing_a_draft_goes_on_with_it(browser, poster, typed):
    browser.post(POST, typed)
    address = reverse("needs:change", args=[typed["need_id"]])
    browser.logout()

    away = browser.post(address, typed | {"title": "改过的标题"})

    assert away["Location"] == f"/accounts/login/?next={address}"
    browser.force_login(
        Account.objects.get(id=poster.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert browser.get(address).context["form"]["title"].value() == "改过的标题"
    assert Need.objects.get().title == typed["title"]


def test_a_session_that_somebody_changed_is_an_empty_form(reading, typed):
    reading.post(POST, typed)
    session = reading.session
    session[kept.SESSION_KEY] = "AAAA"
    session.save()

    answer = reading.get(POST)

    assert (answer.status_code, answer.context["form"].is_bound) == (200, False)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": "", "words": ""}, {"title", "words"}),
        ({"on": "", "to_time": ""}, {"on", "to_time"}),
        ({"frequency": "recurring"}, {"weekdays"}),
        ({"about": "person"}, {"consent"}),
        ({"address": ""}, {"address"}),
        ({"region_code": "不存在的街道"}, {"region_code"}),
        ({"people": "0"}, {"people"}),
        ({"category": "gold", "urgency": "9", "frequency": "never"}, {"category", "urgency", "frequency"}),
        ({"latitude": "200", "longitude": "0"}, {"latitude"}),
    ],
)
def test_what_is_missing_is_asked_for_where_it_stands(browser, typed, changes, fields):
    answer = browser.post(POST, typed | changes)

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, fields)
    assert Need.objects.count() == 0
    assert browser.post(POST, typed).status_code == 302


def test_a_draft_may_leave_out_anything(browser, typed):
    answer = browser.post(POST, {"need_id": typed["need_id"], "title": "修轮椅", "later": "yes"})

    need = Need.objects.get()
    assert (answer["Location"], need.state, need.title) == (reverse("needs:mine"), "draft", "修轮椅")
    assert browser.get(reverse("needs:change", args=[need.id])).context["form"]["title"].value() == "修轮椅"
    assert browser.get(reverse("needs:preview", args=[need.id])).status_code == 200


def test_what_gives_somebody_away_is_quoted_below_its_field(browser, typed):
    words = "上午去复查，打我电话13800138000，或加微信号xiaoxue_2026。"
    answer = posted(browser, typed | {"words": words})

    errors = answer.context["form"].errors["words"]
    assert answer.status_code == 422
    assert any("13800138000" in error for error in errors)
    assert any("xiaoxue_2026" in error for error in errors)
    assert answer.context["form"]["words"].value() == words
    assert Need.objects.get().state == "draft"
    mended = browser.post(answer.context["address"], typed)
    assert browser.post(mended["Location"]).status_code == 302
    assert Need.objects.get().state == "moderation"


def test_without_a_proved_phone_the_draft_stays_and_the_way_is_shown(browser, poster, typed):
    Account.objects.filter(id=poster.id).update(phone_verified=False)

    answer = posted(browser, typed)

    assert answer.status_code == 409
    assert reverse("account_change_phone") in answer.content.decode()
    assert Need.objects.get().state == "draft"


def test_a_need_of_the_night_ends_on_the_next_day(browser, typed):
    browser.post(POST, typed | {"from_time": "22:00", "to_time": "02:00"})

    need = Need.objects.get()
    assert need.ends_at - need.starts_at == timedelta(hours=4)


def test_a_need_that_recurs_keeps_days_and_hours(browser, typed):
    browser.post(POST, typed | {"frequency": "recurring", "weekdays": ["3", "1"], "on": ""})

    need = Need.objects.get()
    assert (need.weekdays, need.from_minute, need.to_minute, need.starts_at) == ([1, 3], 540, 660, None)
    form = browser.get(reverse("needs:change", args=[need.id])).context["form"]
    assert (form["weekdays"].value(), str(form["from_time"].value())) == ([1, 3], "09:00:00")


def test_an_organization_asks_through_its_managers_alone(manager, other, browser, signed_in, typed):
    typed |= {"organization_id": str(other.id)}

    refused = browser.post(POST, typed)
    signed_in(manager).post(POST, typed)

    assert refused.status_code == 302  # who manages none is not asked in whose name
    assert list(Need.objects.values_list("poster_kind", flat=True)) == ["person"]
    signed_in(manager).post(POST, typed | {"need_id": str(ids.uuid7())})
    assert sorted(Need.objects.values_list("poster_kind", "poster_name")) == [
        ("organization", other.name),
        ("person", "大雪"),
    ]


@pytest.mark.parametrize("page", ["my_need", "change", "preview", "slip"])
def test_nobody_opens_the_need_of_another(browser, signed_in, typed, page):
    browser.post(POST, typed)
    address = reverse(f"needs:{page}", args=[Need.objects.get().id])
    stranger = signed_in(organizations.person("立冬"))

    assert browser.get(address).status_code == 200
    assert (stranger.get(address).status_code, stranger.post(address, typed).status_code) in ((404, 404), (404, 405))


def test_what_is_posted_is_changed_no_more(browser, typed):
    posted(browser, typed)
    need = Need.objects.get()

    answers = [browser.get(reverse(f"needs:{page}", args=[need.id])) for page in ("change", "preview")]

    assert {answer["Location"] for answer in answers} == {reverse("needs:my_need", args=[need.id])}


def test_markup_in_a_need_is_text(browser, typed):
    preview = browser.post(
        POST, typed | {"title": "<script>alert(1)</script>", "words": "</p><img src=x onerror=1>来帮忙"}
    )

    page = browser.get(preview["Location"]).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def kept_id(typed):
    return Need.objects.filter(id=typed["need_id"]).values_list("id", flat=True).get()
