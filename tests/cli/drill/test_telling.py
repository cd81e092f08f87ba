from collections import Counter

import click

from volunteercloud.cli.drill import telling
from volunteercloud.cli.drill.drilling import Report
from volunteercloud.cli.drill.playing import Outcome


def outcome(seed, seconds, *broken):
    return Outcome(
        seed,
        story=["  0.00  the storm begins"],
        broken=list(broken),
        injected=Counter({"link cut": 2}),
        ended=Counter({"done": 3}),
        looks=40,
        records=5,
        minutes=600,
        converged_seconds=seconds,
        attacks=Counter({"replays": 4, "replays refused": 4}),
    )


def test_the_first_that_failed_is_named_with_its_story():
    report = Report(3, [outcome(7, 0.5), outcome(8, 2.0, "a record counts twice"), outcome(9, 1.0, "another")])
    found = report.document(seconds=12.34)
    assert (found["failed"], found["first_failed"]["seed"]) == ([8, 9], 8)
    assert found["injected"] == {"link cut": 6}
    assert found["converged_s"] == {"median": 1.0, "p95": 2.0, "longest": 2.0}
    assert telling.summary(found)[-1] == "  first failed: 8  (--seed 8 --schedules 1 -v tells it again)"


def test_what_held_is_summed_up():
    found = Report(2, [outcome(7, 0.5)]).document(seconds=12.34)
    assert telling.summary(found) == [
        "1 schedules with 2 nodes in 12 s, 0 failed",
        "  records 5, 600 minutes, all counted once at 40 looks at all databases",
        "  transfers done 3",
        "  injected link cut 2",
        "  attacks replays 4, replays refused 4",
        "  converged after 0.5 s in half of them, 0.5 s in 95 of 100, 0.5 s at most",
    ]


def test_a_failure_tells_its_story_and_a_success_only_when_asked(capsys):
    progress = telling.Progress(2, everything=False)
    progress(outcome(7, 0.5))
    assert capsys.readouterr().err == ""
    progress(outcome(8, 0.5, "a record counts twice"))
    told = click.unstyle(capsys.readouterr().err).splitlines()
    assert told == ["✗ schedule 8", "  0.00  the storm begins", "  ✗ a record counts twice"]
    telling.Progress(2, everything=True)(outcome(7, 0.5))
    assert click.unstyle(capsys.readouterr().err).splitlines()[0] == "✓ schedule 7"
