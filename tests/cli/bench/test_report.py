import pytest

from volunteercloud.cli.bench import report
from volunteercloud.cli.bench.report import Figure, figure


@pytest.mark.parametrize(
    ("target", "value", "limit", "ok"),
    [
        (report.at_most(3), 3, None, True),
        (report.at_most(3), 3.1, None, False),
        (report.exactly(0), 0, None, True),
        (report.exactly(0), 1, None, False),
        (report.ratio_at_least(0.5), 50, 100, True),
        (report.ratio_at_least(0.5), 49, 100, False),
        (report.ratio_at_least(0.5), 49, None, False),
        (report.NONE, 1, None, True),
    ],
)
def test_a_target_is_met_or_not(target, value, limit, ok):
    assert figure("rate", value, "1/s", limit=limit, target=target).ok is ok


def test_a_figure_stands_beside_its_limit():
    assert figure("rate", 50.12345, "1/s", limit=200.0, target=report.ratio_at_least(0.25)) == Figure(
        name="rate", value=50.123, unit="1/s", limit=200.0, ratio=0.251, target="ratio ≥ 0.25", ok=True
    )


def test_the_table_marks_what_was_reached_and_what_not():
    shown = report.table(
        [
            figure("rate", 1234.5, "1/s", limit=2000, target=report.ratio_at_least(0.5)),
            figure("server CPU", 4, "ms", target=report.at_most(3)),
            figure("rate of others", 7, "1/s"),
        ]
    )

    assert [line.split() for line in shown.splitlines()] == [
        ["figure", "value", "limit", "ratio", "target"],
        ["✓", "rate", "1,234.5", "1/s", "2,000", "0.62", "ratio", "≥", "0.5"],
        ["✗", "server", "CPU", "4", "ms", "≤", "3"],
        ["rate", "of", "others", "7", "1/s"],
    ]
