"""Facts of a certificate that the tests of this area vary, and the text that a PDF of it holds."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from volunteercloud.domain.certificates import paper, typesetter
from volunteercloud.domain.certificates.paper import Both, CertificateFacts, Entry, PaperKind

ORDINARY = CertificateFacts(
    kind=PaperKind.ORGANIZATION,
    number="ZM26-7F4K-Q2M9",
    name="林小满",
    latin_name="Lin Xiaoman",
    document_kind=Both("居民身份证", "Resident identity card"),
    document_number="****************42",
    volunteer_number="VQ7K 4M2X 9TRD",
    starts_on=date(2025, 9, 1),
    ends_on=date(2026, 2, 28),
    minutes={"A": 2250, "B": 390, "C": 120, "D": 120},
    content=(Both("给独居老人送午餐", "Lunch for older people living alone"), Both("社区食堂分餐", "Serving lunch")),
    issuer=Both("晨光志愿服务队", "Chenguang Volunteer Team"),
    head=Both("秦立春", "Qin Lichun"),
    handler=Both("周谷雨", "Zhou Guyu"),
    contact="chenguang@volunteer.example",
    issued_on=date(2026, 3, 10),
    verify_url="https://volunteer.example/c/ZM267F4KQ2M9",
)


def varied(**changes: Any) -> CertificateFacts:
    return replace(ORDINARY, **changes)


def extract(count: int) -> CertificateFacts:
    """A national extract of so many entries of 1:30, all of grade A."""
    entries = tuple(
        Entry(
            day=date(2025, 9, 1) + timedelta(days=number % 180),
            content=Both(f"第{number}次送餐", f"Lunch number {number}"),
            organization=ORDINARY.issuer,
            minutes=90,
            grade="A",
        )
        for number in range(1, count + 1)
    )
    return varied(
        kind=PaperKind.EXTRACT,
        issuer=Both("志愿云", "Volunteer Cloud"),
        content=(),
        head=None,
        handler=None,
        contact="",
        minutes={"A": 90 * count},
        entries=entries,
    )


def rendered(facts: CertificateFacts) -> bytes:
    return typesetter.typeset(paper.said(facts))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, packed."""
    return [packed(page) for page in _poppler("pdftotext", pdf, "-raw", "-", "-").decode().split("\f")[:-1]]


def packed(text: str) -> str:
    """``text`` without its spaces: where a line ends is not what the tests are about."""
    return "".join(text.split())


def faces(pdf: bytes) -> list[str]:
    """The faces a PDF carries, by name."""
    lines = _poppler("pdffonts", pdf, "-").decode().splitlines()[2:]
    assert all("yes yes yes" in line for line in lines), "each face is embedded, cut to its used characters, readable"
    return sorted(line.split()[0].split("+")[1] for line in lines)


def widest_ink(pdf: bytes) -> int:
    """How far to the right a page is printed on, in millimetres."""
    picture = _poppler("pdftoppm", pdf, "-r", "25.4", "-gray", "-f", "1", "-l", "1", "-")
    _, size, _, dots = picture.split(b"\n", 3)
    width = int(size.split()[0])
    rows = [dots[start : start + width] for start in range(0, len(dots), width)]
    return max(column for row in rows for column in range(width) if row[column] < 200)


def _poppler(program: str, pdf: bytes, *arguments: str) -> bytes:
    if not shutil.which(program):
        pytest.skip(f"{program} is missing: install poppler-utils")
    return subprocess.run([program, *arguments], input=pdf, capture_output=True, check=True).stdout
