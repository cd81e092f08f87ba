"""How a need is told: when it is, and what happened to it."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from volunteercloud.domain.needs.models import Frequency, Need, Step, What
from volunteercloud.web.needs import stages
from volunteercloud.web.templatetags.needs import need_when

MORNING, NOON = datetime(2026, 3, 14, 1, tzinfo=UTC), datetime(2026, 3, 14, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("need", "said"),
    [
        (
            Need(frequency=Frequency.ONCE, starts_at=MORNING, ends_at=NOON),
            '<span><span>Sat 14 March, </span><span class="keep">9:00–12:00</span><span></span></span>',
        ),
        (
            Need(frequency=Frequency.UNTIL_SOLVED, from_minute=840, to_minute=960, starts_at=MORNING),
            '<span><span>Until it is solved, </span><span class="keep">14:00–16:00</span>'
            "<span>, from 14 March</span></span>",
        ),
        (Need(frequency=Frequency.UNTIL_SOLVED), "<span><span>Until it is solved</span></span>"),
        (Need(frequency=Frequency.ONCE), ""),
    ],
)
def test_no_line_breaks_between_the_hours_of_a_day(need, said):
    with translation.override("en"):
        assert need_when(need) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["谷雨 posted it.", "Nobody had taken it up, so the next level is asked too."]),
        ("zh-hans", ["谷雨发布了需求。", "一直没有人接下，也请青禾市一起想办法。"]),
    ],
)
def test_a_region_is_named_to_those_who_read_its_name(language, said):
    steps = [Step(what=What.PASSED_UP, by_name="青禾市"), Step(what=What.POSTED, by_name="谷雨")]
    with translation.override(language):
        assert [told.sentence for told in stages.told(steps)] == said
