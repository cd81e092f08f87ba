from uuid import uuid4

import pytest
from django.urls import reverse

from tests.domain.organizations import factories
from tests.domain.projects import factories as projects
from volunteercloud.domain.office import tasks
from volunteercloud.domain.office.models import Batch
from volunteercloud.web.office import batches

ORDER = "/office/cases/decisions/"


@pytest.fixture
def waiting(owner, organization, at):
    return [factories.waiting_case(projects.submitted(owner, organization, at).id) for _number in range(3)]


def said(cases, **changes):
    return {
        "batch": uuid4(),
        "decision": "return",
        "reason": "请补充风险",
        "cases": [case.id for case in cases],
    } | changes


def test_several_are_decided_with_one_reason(browser, waiting):
    ordered = browser.post(ORDER, said(waiting[:2]))
    page = browser.get(ordered.url)
    assert [(line.outcome, words[0]) for line, words, _kind in page.context["rows"]] == [("decided", "good")] * 2
    assert page.context["is_running"] is False
    assert browser.get(reverse("office:queue")).context["total"] == 1


def test_sent_twice_it_is_one_decision(browser, waiting):
    form = said(waiting)
    assert browser.post(ORDER, form).url == browser.post(ORDER, form).url
    assert Batch.objects.count() == 1


def test_the_whole_list_is_what_its_filters_show(browser, waiting):
    browser.post(f"{ORDER}?kind=organization", said([], all="all"))
    assert Batch.objects.count() == 0
    ordered = browser.post(f"{ORDER}?kind=project", said([], all="all"))
    assert browser.get(ordered.url).context["lines"] == 3


def test_what_is_wrong_is_mended_with_the_choice_kept(browser, waiting):
    refused = browser.post(ORDER, said(waiting, reason=""))
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert refused.content.decode().count('name="cases"') == 3
    nothing = browser.post(ORDER, said([]) | {"cases": ["no id"]})
    assert nothing.status_code == 422
    assert Batch.objects.count() == 0


def test_many_go_to_the_worker_and_show_how_far_they_are(browser, waiting, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    page = browser.post(ORDER, said(waiting)).url
    shown = browser.get(page).context
    assert (shown["is_running"], shown["done"], shown["lines"], shown["percent"]) == (True, 0, 3, 0)
    progress = reverse("office:batch_progress", args=[shown["batch"].id])
    assert browser.get(progress).json() == {"is_running": True, "done": 0, "lines": 3, "percent": 0}
    tasks.run(shown["batch"].id)
    assert browser.get(progress).json()["is_running"] is False
    assert browser.get(page, {"outcome": "decided"}).context["rows"][2][0].position == 3
    assert browser.get(page, {"outcome": "nonsense", "after": "nonsense"}).status_code == 200


def test_a_batch_is_its_officers_own(browser, signed_in, owner, waiting):
    page = browser.post(ORDER, said(waiting)).url
    assert signed_in(factories.officer("99", "寒露")).get(page).status_code == 404
    assert signed_in(owner).post(ORDER, said(waiting)).status_code == 403


def test_a_list_offers_to_choose_what_it_shows(browser, waiting):
    page = browser.get(reverse("office:queue"), {"chosen": "shown"}).content.decode()
    assert page.count(" checked>") >= 3
    assert 'name="all"' in browser.get(reverse("office:queue"), {"chosen": "all"}).content.decode()
