"""The drill of sudden ends: round by round something is killed under load; in the end everything acknowledged is looked for."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from volunteercloud.cli.faults import crowd, findings, killing, proof
from volunteercloud.cli.faults.findings import Figure, Report
from volunteercloud.cli.faults.installation import installed
from volunteercloud.cli.faults.killing import Kill, Killer

CLIENTS = 6
BACK_WITHIN_SECONDS = 3.0
PEOPLE_A_ROUND = 25
MOST_PEOPLE = 5_000
RACES_A_ROUND = 2


def run(template: Path, rounds: int, seed: int, told: Callable[[str], object], **variables: str) -> Report:
    """So many blows by this seed. ``variables`` are more of the environment of the site."""
    report = Report("kill", seed)
    with installed(template, **variables) as site:
        site.server.start()
        ground = site.ground(min(100 + rounds * PEOPLE_A_ROUND, MOST_PEOPLE), CLIENTS, max(rounds * RACES_A_ROUND, 8))
        site.start()
        began = time.monotonic()
        kills: list[Kill] = []
        with crowd.at_work(site.port, ground, seed) as (history, clients):
            killer = Killer(site, history, seed)
            for victim, lull in killing.victims(seed, rounds):
                kills.append(killer.kill(victim, lull))
                report.story.append(kills[-1].line(began))
                told(report.story[-1])
                report.broken += proof.looked_at(site)
        report.broken += [line for client in clients for line in client.broken]
        report.broken += [f"{client.name} never came to an end" for client in clients if client.is_alive()]
        report.broken += [f"{kill.victim} did not come back" for kill in kills if kill.away_seconds is None]
        report.broken += proof.of_everything(site, ground, history)
        report.figures = [*_times(kills), *findings.of_answers(history.copy()), *_load(time.monotonic() - began)]
        if report.broken:
            report.story += history.lines()
    return report


def _times(kills: list[Kill]) -> list[Figure]:
    figures = [Figure("kills", len(kills), "")]
    for victim in killing.Victim:
        away = [kill.away_seconds for kill in kills if kill.victim is victim and kill.away_seconds is not None]
        if away:
            figures += [
                Figure(f"{victim}: kills", len(away), ""),
                Figure(f"{victim}: back, half of them", findings.share(away, 0.5), "s", BACK_WITHIN_SECONDS),
                Figure(f"{victim}: back, all of them", findings.share(away, 1.0), "s", BACK_WITHIN_SECONDS),
            ]
    away = [kill.away_seconds for kill in kills if kill.away_seconds is not None]
    within = sum(seconds <= BACK_WITHIN_SECONDS for seconds in away)
    return [*figures, Figure(f"back within {BACK_WITHIN_SECONDS:g} s", within, f"of {len(kills)}")]


def _load(seconds: float) -> list[Figure]:
    return [Figure("took", round(seconds, 1), "s"), Figure("load of the machine at the end", os.getloadavg()[0], "")]
