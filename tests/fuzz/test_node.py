"""The door between nodes under requests that nobody thought of, and under steps that a trusted node signed and should not have.

`FUZZ_CASES` and `FUZZ_SEED` are as in `test_api.py`; there are so many times `STEPS` steps.
"""

import json

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, seed

from tests.access import world as worlds
from tests.access.knocking import AT
from tests.api.node.calls import SITE, ask
from tests.domain.organizations import factories as organizations
from tests.domain.transfers.there import There
from tests.fuzz import asking, speaking
from tests.fuzz.test_api import CASES, SEED, bounded
from volunteercloud.core.actor import system
from volunteercloud.domain.national import actions as national
from volunteercloud.domain.transfers import synchronizing

STEPS = 20

pytestmark = pytest.mark.fuzz


@pytest.fixture
def there(db, settings, monkeypatch, log_files):
    settings.SITE_URL, settings.DEMO = SITE, True
    settings.NATIONAL_SECRET = "c" * 43 + "="
    monkeypatch.setattr(timezone, "now", lambda: AT)
    organizations.ground()
    national.begin(actor=system("national"), at=AT)
    return There(AT)


def test_no_request_breaks_the_door_between_nodes(there):
    known = speaking.senders(there, AT)
    asked = speaking.Speaking(worlds.World({}, {}), {})
    people = (*speaking.TRUSTED, *speaking.STRANGERS)
    with asking.connection_kept():
        for found in speaking.described(known).get_all_operations():

            @seed(SEED)
            @bounded(CASES)
            @given(asking.questions(found.ok(), {}, people))
            def say(question):
                case, senders = question
                for sender in senders:
                    asked.ask_and_take_back(case, sender)

            say()
    asking.log.warning("%s cases, by status: %s", asked.answers.total(), dict(sorted(asked.answers.items())))
    assert list(asked.findings) == []
    assert asked.answers[200] > 0


def test_no_step_breaks_a_transfer(there):
    findings, codes = {}, asking.Counter()
    client = Client(raise_request_exception=False)

    @seed(SEED)
    @bounded(CASES * STEPS)
    @given(speaking.entries(there, speaking.begun(there)))
    def say(entry):
        content = json.dumps({"form": synchronizing.FORM, "transfers": [entry]}).encode()
        with transaction.atomic():
            answer, _request = ask(client, there.peer, "/node/v1/transfers", content, at=AT)
            transaction.set_rollback(True)
        said = answer.json()
        codes[said["code"] if answer.status_code != 200 else said["transfers"][0].get("trouble", "")] += 1
        if answer.status_code >= 500:
            findings.setdefault(said["code"], content)

    say()
    asking.log.warning("%s steps, by what was said of them: %s", codes.total(), dict(codes.most_common()))
    assert findings == {}
