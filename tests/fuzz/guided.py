"""Look for bytes that a parser does not expect, guided by which code they reach: `python -m tests.fuzz.guided TARGET`.

By hand, with atheris installed. `--seconds` bounds it; what is found is written to the folder `found`, which `test_parsers` reads
from then on. Whatever takes over 5 seconds or a gigabyte is a finding, too.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import atheris
import django

FOUND = Path(__file__).parent / "found"
# Only these are watched: to watch everything takes minutes before the first byte.
PARSERS = [
    "http_sfv",
    "json",
    "volunteercloud.api.cursors",
    "volunteercloud.core.parsing",
    "volunteercloud.core.pdfs",
    "volunteercloud.core.proofs",
    "volunteercloud.core.tiles",
    "volunteercloud.domain.bulk.reading",
    "volunteercloud.domain.credentials.disclosures",
    "volunteercloud.domain.credentials.unpacking",
    "volunteercloud.domain.exchange.envelopes",
    "volunteercloud.domain.exchange.loading",
    "volunteercloud.domain.exchange.mapping",
    "volunteercloud.domain.exchange.markup",
    "volunteercloud.domain.identity.documents",
    "volunteercloud.domain.identity.mrz",
    "volunteercloud.domain.intake.cleaning",
    "volunteercloud.domain.intake.records",
    "volunteercloud.domain.intake.standard",
    "volunteercloud.domain.log.witnessing",
    "volunteercloud.domain.national.documents",
    "volunteercloud.domain.nodes.documents",
    "volunteercloud.domain.nodes.http_signing",
    "volunteercloud.domain.nodes.packing",
    "volunteercloud.domain.nodes.papers",
    "volunteercloud.domain.statistics.lists",
]
SLOWEST_SECONDS, MOST_MEGABYTES, LONGEST = 5, 1024, 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=600)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volunteercloud.settings")
    with atheris.instrument_imports(include=PARSERS):
        django.setup()
        from tests.fuzz.targets import TARGETS
    target, name = TARGETS[chosen.target], chosen.target.replace(" ", "_")
    FOUND.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for place, seed in enumerate(target.seeds):
            (Path(corpus) / str(place)).write_bytes(seed)
        bounds = {
            "max_total_time": chosen.seconds,
            "timeout": SLOWEST_SECONDS,
            "rss_limit_mb": MOST_MEGABYTES,
            "max_len": LONGEST,
            "artifact_prefix": f"{FOUND}/{name}-",
            "print_final_stats": 1,
            "verbosity": 0,
        }
        atheris.Setup([sys.argv[0], corpus, *(f"-{bound}={value}" for bound, value in bounds.items())], target.take)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
