import json
from datetime import datetime

import pytest

from tests.domain.needs import factories, posts
from tests.domain.organizations import factories as organizations
from volunteercloud.cli.commands import needs
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.needs.models import Need

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 1)  # noqa: DTZ001  a month as typed


@pytest.fixture
def printed(capsys):
    """What a command prints. Its own way to the database is left out: the tests are connected."""

    def run(command, **options):
        command.callback.__wrapped__(**options)
        return capsys.readouterr().out

    return run


@pytest.fixture
def unmet(at):
    organizations.ground()
    return factories.need(posts.poster(), at, state="unmet", unmet="no_skill", ended_at=at)


def test_figures_are_counted_and_printed_as_they_are(printed, unmet):
    said = json.loads(printed(needs.figures, region="9901", from_month=MAY, to_month=MAY, as_json=True))
    table = printed(needs.figures, region="9901", from_month=MAY, to_month=MAY, as_json=False)

    assert (said["whole"]["unmet"], said["whole"]["unmet_by"]) == (1, {"no_skill": 1})
    assert (list(said["months"]), list(said["regions"])) == (["2026-05"], ["990101"])
    assert [line.split() for line in table.splitlines()[1:]] == [
        ["all", "1", "0", "1", "0", "%"],
        ["elderly", "1", "0", "1", "0", "%"],
        ["990101", "1", "0", "1", "0", "%"],
        ["not", "met:", "no_skill", "1"],
    ]


def test_an_unknown_region_has_no_figures(printed, unmet):
    with pytest.raises(NotFound):
        printed(needs.figures, region="88", from_month=None, to_month=None, as_json=True)


def test_what_the_worker_does_is_done_at_once(printed, at):
    organizations.ground()
    need = factories.need(posts.poster(), at)

    assert printed(needs.follow) == "1 steps, 3 figures changed.\n"
    assert Need.objects.get(id=need.id).state == "expired"
    assert printed(needs.follow) == "0 steps, 0 figures changed.\n"
