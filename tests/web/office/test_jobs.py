"""The page of jobs: for officers of the whole country alone."""

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.domain.hooks import factories as hooks
from tests.domain.organizations import factories
from tests.domain.upkeep.test_jobs import TASK, given_up, state_of

ADDRESS = "office:jobs"


@pytest.fixture
def keeper(db, signed_in):
    return signed_in(factories.officer(None))


def post(browser, **said):
    return browser.post(reverse(ADDRESS), said)


def test_without_anything_it_says_so(keeper):
    page = keeper.get(reverse(ADDRESS)).content.decode()
    assert "Nothing was given up" in page
    assert "No worker runs" in page
    assert "jobs.remove_finished" in page


def test_a_job_is_run_again(keeper):
    job_id = given_up()
    assert f">{job_id}<" in keeper.get(reverse(ADDRESS)).content.decode()
    assert post(keeper, what="again", job_id=job_id).status_code == 302
    assert state_of(job_id) == "todo"
    assert post(keeper, what="again", job_id=job_id).status_code == 422


def test_all_of_a_kind_are_run_again(keeper):
    given_up(), given_up()
    assert "Run all 2 of messages.deliver again" in keeper.get(reverse(ADDRESS)).content.decode()
    assert post(keeper, what="all_again", task=TASK).status_code == 302
    assert ProcrastinateJob.objects.filter(status="failed").count() == 0


def test_what_an_address_did_not_take_is_sent_again(keeper, owner, organization, at):
    endpoint, _secret = hooks.added(owner, organization, at)
    hooks.happened(endpoint, at, 2)
    hooks.Delivery.objects.update(state="given_up", due_at=None, tries=10)
    page = keeper.get(reverse(ADDRESS)).text
    assert f'name="endpoint_id" value="{endpoint.id}"' in page
    said = {"what": "send", "organization_id": endpoint.organization_id, "endpoint_id": endpoint.id}
    assert post(keeper, **said).status_code == 302
    assert set(hooks.Delivery.objects.values_list("state", "tries")) == {("waiting", 0)}
    assert post(keeper, **said).status_code == 422
    assert post(keeper, what="send").status_code == 422


def test_a_job_is_set_aside_with_a_reason(keeper):
    job_id = given_up()
    assert post(keeper, what="aside", job_id=job_id, reason="").status_code == 422
    assert post(keeper, what="aside", job_id=job_id, reason="对方已停用邮箱").status_code == 302
    assert state_of(job_id) is None


@pytest.mark.parametrize(
    "said",
    [
        {"what": ""},
        {"what": "again"},
        {"what": "all_again"},
        {"what": "drop", "job_id": 1},
        {"what": "again", "job_id": 2**70},
    ],
)
def test_what_makes_no_sense_changes_nothing(keeper, said):
    job_id = given_up()
    assert post(keeper, **said).status_code == 422
    assert state_of(job_id) == "failed"


def test_a_job_that_is_not_there(keeper):
    assert post(keeper, what="again", job_id=987654321).status_code == 404


def test_officers_of_a_region_do_not_see_them(browser):
    job_id = given_up()
    assert browser.get(reverse(ADDRESS)).status_code == 403
    assert post(browser, what="again", job_id=job_id).status_code == 403
    assert state_of(job_id) == "failed"
