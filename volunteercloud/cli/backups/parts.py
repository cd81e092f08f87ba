"""Bytes on their way into a store and out of it: compressed, sealed, hashed, and never whole in memory or plain on a disk."""

import hashlib
import io
import stat
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from volunteercloud.cli.backups import source as programs
from volunteercloud.cli.backups.manifests import Part
from volunteercloud.cli.backups.sealing import Opened, Sealed
from volunteercloud.cli.backups.source import Source
from volunteercloud.cli.backups.stores import Store

BLOCK = 1024 * 1024


class _Counted(io.RawIOBase):
    """What goes through, hashed."""

    def __init__(self, sink: BinaryIO) -> None:
        self.sink = sink
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        self.size += len(content)
        self.sink.write(content)
        return len(content)


def put(store: Store, place: str, recipients: Sequence[X25519PublicKey], give: Callable[[BinaryIO], object]) -> Part:
    """Keep what ``give`` writes. Sealed under its place, so that no part passes for another."""
    with store.writing(place) as kept:
        counted = _Counted(kept)
        sealed = Sealed(counted, recipients, place)
        with pa.CompressedOutputStream(pa.PythonFile(sealed, "w"), "zstd") as packed:
            give(packed)
        sealed.finish()
    return Part(place.rpartition("/")[2], counted.size, counted.digest.hexdigest())


@contextmanager
def taken(store: Store, place: str, identities: Sequence[X25519PrivateKey]) -> Iterator[BinaryIO]:
    """What was put there, opened as it is read. Refused as `sealing.Opened` refuses."""
    with store.reading(place) as kept:
        opened = Opened(kept, identities, place)
        with pa.CompressedInputStream(pa.PythonFile(opened, "r"), "zstd") as unpacked:
            yield unpacked


def flow(source: BinaryIO, sink: BinaryIO) -> None:
    while block := source.read(BLOCK):
        sink.write(block)


def said_by(source: Source, address: str, arguments: Sequence[object]) -> Callable[[BinaryIO], None]:
    """What a program of PostgreSQL writes to its output; a program that fails is an error even after the last byte."""

    def give(sink: BinaryIO) -> None:
        with tempfile.TemporaryFile() as words:
            process = programs.start(source, address, arguments, stdout=subprocess.PIPE, stderr=words)
            try:
                flow(process.stdout, sink)
                code = process.wait()
            finally:
                end(process)
            words.seek(0)
            if code != 0:
                raise programs.failed(str(arguments[0]), words.read())

    return give


def heard(source: Source, address: str, arguments: Sequence[object]) -> None:
    """Run a program of PostgreSQL to its end."""
    with tempfile.TemporaryFile() as words:
        process = programs.start(source, address, arguments, stdout=words, stderr=subprocess.STDOUT)
        try:
            code = process.wait()
        finally:
            end(process)
        words.seek(0)
        if code != 0:
            raise programs.failed(str(arguments[0]), words.read())


def told_to(process: subprocess.Popen[bytes], source: BinaryIO) -> int:
    """Give ``source`` to a process; the code it ends with."""
    try:
        with suppress(BrokenPipeError):
            flow(source, process.stdin)
        with suppress(BrokenPipeError):
            process.stdin.close()
        return process.wait()
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            with suppress(BrokenPipeError):
                stream.close()


def folder(home: Path, since: float = 0.0) -> Callable[[BinaryIO], None]:
    """The files of a folder, or those changed since; a file that goes meanwhile is gone."""

    def give(sink: BinaryIO) -> None:
        with tarfile.open(fileobj=sink, mode="w|") as packed:
            for path in sorted(home.rglob("*")):
                with suppress(FileNotFoundError):
                    found = path.stat(follow_symlinks=False)
                    if stat.S_ISREG(found.st_mode) and found.st_mtime >= since:
                        packed.add(path, path.relative_to(home), recursive=False)

    return give


def unfold(source: BinaryIO, home: Path) -> None:
    """Bring the files back, into ``home`` and nowhere else."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tarfile.open(fileobj=source, mode="r|") as packed:
        packed.extractall(home, filter="data")
