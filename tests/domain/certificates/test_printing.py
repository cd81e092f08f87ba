import json
import subprocess
import sys
from datetime import date

import pytest

from tests.domain.certificates import papers
from volunteercloud.core import press as core_press
from volunteercloud.core.errors import Refused
from volunteercloud.domain.certificates import actions, paper, printing, signing
from volunteercloud.domain.log import actions as log_actions

HEAVY = ("typst", "pyhanko", "fontTools")


@pytest.fixture
def said():
    return paper.said(papers.ORDINARY)


def test_the_press_sets_and_signs(said, at):
    pdf = printing._printed(said, at)

    assert papers.pages(pdf) == papers.pages(papers.rendered(papers.ORDINARY))
    assert signing.examine(pdf) == signing.Examination(
        intact=True, ours=True, signer="TEST signer of certificates", signed_at=at
    )


@pytest.mark.parametrize(
    "press",
    [
        [sys.executable, "-c", "raise SystemExit(1)"],
        [sys.executable, "-c", "import time; time.sleep(60)"],
        ["/nowhere/press"],
    ],
    ids=["fails", "hangs", "missing"],
)
def test_a_press_that_does_not_deliver_is_a_refusal_and_the_next_one_prints(said, at, monkeypatch, press):
    with monkeypatch.context() as broken:
        broken.setattr(printing, "PRESS", press)
        broken.setattr(core_press, "PRINTING_SECONDS", 0.5)
        with pytest.raises(Refused) as refused:
            printing._printed(said, at)

    assert refused.value.code == "certificate.printing"
    assert printing._printed(said, at).startswith(b"%PDF-")


def test_who_waits_too_long_for_the_press_is_told_so(said, at, monkeypatch):
    monkeypatch.setattr(core_press, "QUEUE_SECONDS", 0.05)
    with core_press._is_free, pytest.raises(Refused) as refused:
        printing._printed(said, at)

    assert refused.value.code == "certificate.printing"


def test_a_process_that_serves_loads_neither_typesetter_nor_signing():
    loads = f"import sys, volunteercloud.wsgi; from volunteercloud import urls; print([m for m in {HEAVY} if m in sys.modules])"
    served = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)

    assert served.stdout == "[]\n"


def test_the_paper_carries_its_proofs(tmp_path):
    log = paper.LogFacts(records=2, size=12_345, signed_on=date(2026, 5, 16), proofs='[{"index": 7}]')
    pdf = tmp_path / "certificate.pdf"
    pdf.write_bytes(papers.rendered(papers.varied(log=log)))
    (words,) = papers.pages(pdf.read_bytes())
    assert papers.packed("All 2 service records are sealed in the public log (checkpoint 12,345, 16 May 2026)") in words
    subprocess.run(["pdfdetach", "-save", "1", "-o", tmp_path / "proof.json", pdf], check=True)
    assert (tmp_path / "proof.json").read_text() == '[{"index": 7}]'


def test_a_certificate_is_printed_with_the_proofs_of_the_day(volunteer, served, log_files):
    certificate = actions.print_extract(
        actor=volunteer, volunteer_id=volunteer.id, from_on=date(2026, 1, 1), to_on=date(2026, 12, 31), at=served
    )
    assert printing.facts_of(certificate).log is None
    log_actions.integrate(served)
    log = printing.facts_of(certificate).log
    assert (log.records, log.size, len(json.loads(log.proofs))) == (1, 1, 1)
