"""The machine: room on its disks, the typefaces, the signer of certificates."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.utils import timezone

from volunteercloud.core import fonts as typefaces

from .findings import Finding, Level, in_real_use

LITTLE, VERY_LITTLE = 0.10, 0.03  # of a disk
GIB = 1024**3
SOON = timedelta(days=30)


def disk() -> Iterator[Finding]:
    for name, folder in {"data": settings.DATA, "log": settings.LOG_FILES, "metrics": settings.METRICS_FILES}.items():
        room = shutil.disk_usage(_standing(folder))
        free = room.free / room.total
        if free < LITTLE or room.free < GIB:
            yield Finding(
                f"disk.{name}",
                Level.ERROR if free < VERY_LITTLE or room.free < GIB else Level.WARNING,
                f"{room.free / GIB:.1f} GiB are free where {folder} lies, {free:.0%} of the disk.",
                "Make room, or a larger disk. A full disk stops the database.",
            )


def counters() -> Iterator[Finding]:
    """The files of the meters are mapped into memory: a process that cannot grow one is ended by the kernel, unanswered."""
    if not settings.SECURE:
        return  # a laptop has one disk
    if _disk_of(settings.METRICS_FILES) in {_disk_of(settings.DATA), _disk_of(settings.DATA / "postgres")}:
        yield Finding(
            "disk.counters",
            Level.WARNING,
            f"The meters are in {settings.METRICS_FILES}, on the disk of the data: when that is full, processes of the site end "
            "in the middle of a request.",
            "Set VOLUNTEERCLOUD_METRICS to a folder in memory, such as one below /run.",
        )


def _disk_of(folder: Path) -> int:
    return _standing(folder).stat().st_dev


def _standing(folder: Path) -> Path:
    """The folder, or that in which it will be made."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def fonts() -> Iterator[Finding]:
    if not all((settings.DATA / "fonts" / name).exists() for name in typefaces.FILES):
        yield Finding(
            "fonts.packed",
            Level.WARNING,
            "The typefaces of certificates are not unpacked: the first who asks for one waits for them.",
            "volunteercloud setup",
        )


def signer() -> Iterator[Finding]:
    if not (settings.CERTIFICATE_SIGNER_KEY and settings.CERTIFICATE_SIGNER_CHAIN):
        yield Finding(
            "signer.test",
            in_real_use(),
            "Certificates are signed by a key made for tests, which no reader trusts.",
            "Name key and chain in VOLUNTEERCLOUD_SIGNER_KEY and VOLUNTEERCLOUD_SIGNER_CHAIN.",
        )
        return
    missing = [
        path for path in (settings.CERTIFICATE_SIGNER_KEY, settings.CERTIFICATE_SIGNER_CHAIN) if not Path(path).exists()
    ]
    if missing:
        yield Finding(
            "signer.missing",
            Level.ERROR,
            f"The signer of certificates is not there: {', '.join(missing)}.",
            "Put it there, readable for the account of the site.",
        )
        return
    ends = min(
        one.not_valid_after_utc
        for one in x509.load_pem_x509_certificates(Path(settings.CERTIFICATE_SIGNER_CHAIN).read_bytes())
    )
    if ends < timezone.now() + SOON:
        yield Finding(
            "signer.ends",
            Level.ERROR if ends < timezone.now() else Level.WARNING,
            f"The certificate of the signer, or one above it, ends on {ends:%Y-%m-%d}.",
            "Ask its issuer for a new one, and name it in VOLUNTEERCLOUD_SIGNER_CHAIN.",
        )
