"""Two workers in one mailing, two people who press the same button."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.domain.organizations import factories as organizations
from tests.races import at_once
from volunteercloud.domain.mailings import actions
from volunteercloud.domain.messages.models import Delivery, Message

from . import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def mailing(at):
    organizations.ground()
    owner = organizations.person("谷雨")
    organization = organizations.organization(owner, at)
    people = factories.people(owner, organization, at, 12)
    return owner, factories.written(owner, organization, at), people


def test_two_press_send(mailing, at):
    owner, draft, _people = mailing
    at_once([lambda: actions.start(actor=owner, **factories.key(draft), at=at) for _each in range(4)])
    assert ProcrastinateJob.objects.filter(task_name="mailings.send_batch", status="todo").count() == 1


def test_many_workers(mailing, at):
    owner, draft, people = mailing
    actions.start(actor=owner, **factories.key(draft), at=at)
    at_once([lambda: factories.batch(draft, at, size=2) for _each in range(12)])
    got = sorted(Message.objects.filter(template="circular").values_list("recipient_id", flat=True))
    assert got == sorted(somebody.id for somebody in people)
    assert Delivery.objects.count() == len(people)
