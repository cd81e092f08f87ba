"""Other systems at the officer's desk, and the tables of their forms."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.domain.exchange import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import actor as actors
from volunteercloud.domain.exchange import access, actions, loading, mapping
from volunteercloud.domain.exchange.actions.giving import Rejection
from volunteercloud.domain.exchange.models import Form, Message, System

SYSTEM = actors.system("tests")
GIVEN = {
    "code": "siji",
    "name": "四季志愿系统",
    "region_code": "990101",
    "form_code": "siji",
    "gets": ["volunteer", "record"],
    "brings": ["record"],
    "basis": "数据共享协议",
}


@pytest.fixture
def national(owner, signed_in):
    return signed_in(organizations.officer(None, "寒露"))


@pytest.fixture
def named(officer, at):
    return factories.named(officer, at)


def page(browser, name, *arguments):
    return browser.get(reverse(f"office:{name}", args=arguments)).content.decode()


def table(code="siji", **changes):
    text = loading.as_table(mapping.of(code, 1))
    for before, after in changes.items():
        text = text.replace(before, after)
    return SimpleUploadedFile("form.csv", text.encode())


def load(browser, upload, how="load", code="siji"):
    given = {"code": code, "name": "四季交换格式", "valid_from": "2027-01-01", "table": upload, how: "1"}
    return browser.post(reverse("office:exchange_forms"), given)


def test_naming_shows_token_and_key_once(browser):
    shown = browser.post(reverse("office:exchange"), GIVEN)
    named = System.objects.get()

    assert (shown.status_code, shown["Cache-Control"]) == (200, "no-store")
    assert access.token_of(named) in shown.content.decode()
    assert access.key_text(named) in shown.content.decode()
    assert access.key_text(named) not in page(browser, "exchange_system", named.code)


@pytest.mark.parametrize(
    "change",
    [
        {"code": "Siji!"},
        {"form_code": "other"},
        {"basis": " "},
        {"gets": ["secret"]},
        {"region_code": "9"},
        {"name": "x"},
    ],
)
def test_what_is_not_named(browser, change):
    assert browser.post(reverse("office:exchange"), GIVEN | change).status_code == 422
    assert System.objects.count() == 0


def test_another_region_is_not_the_officers(browser, owner, signed_in, named):
    elsewhere = signed_in(organizations.officer("990102", "霜降"))

    assert elsewhere.post(reverse("office:exchange"), GIVEN | {"code": "other"}).status_code == 403
    assert elsewhere.get(reverse("office:exchange_system", args=[named.code])).status_code == 404
    assert (
        elsewhere.post(reverse("office:end_exchange_system", args=[named.code]), {"reason": "试试"}).status_code == 404
    )
    assert named.name not in page(elsewhere, "exchange")


def test_a_system_is_changed_renewed_and_ended(browser, named):
    changed = browser.post(reverse("office:change_exchange_system", args=[named.code]), GIVEN | {"gets": ["group"]})
    renewed = browser.post(reverse("office:renew_exchange_key", args=[named.code]))
    without = browser.post(reverse("office:end_exchange_system", args=[named.code]), {"reason": ""})
    ended = browser.post(reverse("office:end_exchange_system", args=[named.code]), {"reason": "改用节点接入"})
    named.refresh_from_db()

    assert [one.status_code for one in (changed, renewed, without, ended)] == [302, 200, 422, 302]
    assert (named.gets, named.key_version, named.state) == (["group"], 2, "ended")
    assert "改用节点接入" in page(browser, "exchange_system", named.code)


def test_trouble_stands_first(browser, named, owner, at):
    factories.collected(named, SYSTEM, at)
    message = Message.objects.filter(entity="volunteer").first()
    line = message.lines[0]["source_id"]
    rejected = [Rejection(line, "E-17", "姓名不符")]
    actions.note_receipt(actor=SYSTEM, code=named.code, message_id=message.id, rejected=rejected, at=at)
    factories.taken(named, [factories.line(owner, at)], SYSTEM, at, sequence=3)

    shown = page(browser, "exchange_system", named.code)

    assert [
        word for word in ("E-17", "姓名不符", "group.unknown", "1,2") if word not in shown.replace("1, 2", "1,2")
    ] == []
    assert "Lines turned down" in page(browser, "exchange")


def test_a_form_is_tried_and_loaded(national, owner):
    tried = load(national, table(服务项目="项目名"), "try")
    assert (tried.status_code, Form.objects.filter(code="siji").count()) == (200, 1)
    assert "&lt;项目名&gt;" in tried.content.decode()

    loaded = load(national, table(服务项目="项目名"))

    assert loaded.url == reverse("office:exchange_form", args=["siji", 2])
    assert [str(one.valid_to) for one in Form.objects.filter(code="siji").order_by("version")] == ["2027-01-01", "None"]
    assert "项目名" in page(national, "exchange_form", "siji", 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"服务项目": "a b"},
        {"服务项目": "时间"},
        {"服务项目": "时间/开始"},
        {"record,title": "record,other"},
        {"record,title": "nothing,title"},
        {"%Y/%m/%d %H:%M:%S": "%Y"},
        {"codes:grade": "codes:other"},
        {"envelope,digest,报文尾/摘要,,,yes,\n": ""},
        {"codes:grade,B,02": "codes:grade,B,01"},
    ],
    ids=range(9),
)
def test_a_table_that_is_no_form(national, owner, changes):
    assert load(national, table(**changes)).status_code == 422
    assert Form.objects.filter(code="siji").count() == 1


def test_forms_are_loaded_for_the_whole_country_alone(browser):
    assert load(browser, table()).status_code == 403
    assert 'type="file"' not in page(browser, "exchange_forms")


def test_what_is_printed_loads_again(national, owner):
    assert load(national, table("volunteercloud"), code="copy").status_code == 302
    assert mapping.of("copy", 1).rules == mapping.of("volunteercloud", 1).rules
