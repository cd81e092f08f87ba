"""Where backups are kept: a folder, or a bucket of any S3-compatible service.

The address is a path or what Arrow calls one: ``s3://bucket/folder?region=…&endpoint_override=host:port&scheme=https``; keys
to it come from ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY`` as everywhere. A file is written beside its place, brought
to the disk and renamed. An upload that broke off may leave an object; its sealed stream has no end then, and nobody opens it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from pyarrow import fs

from volunteercloud.cli.backups import buckets
from volunteercloud.cli.problem import Problem

DRAFT = ".draft"
# Services other than Amazon's do not know its newer way of adding checksums; ours are in the seals and the manifest.
CHECKSUMS = ("AWS_REQUEST_CHECKSUM_CALCULATION", "AWS_RESPONSE_CHECKSUM_VALIDATION")


class Store:
    """Named objects under one address. Names have slashes, as paths have."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_folder = "://" not in address
        with self._answering():
            if self.is_folder:
                path = Path(address).absolute()
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
                self.system, self.root = fs.LocalFileSystem(), str(path)
            else:
                for name in CHECKSUMS:
                    os.environ.setdefault(name, "WHEN_REQUIRED")
                self.system, self.root = fs.FileSystem.from_uri(address)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A sink for one object, which takes the place of an older one of that name."""
        with self._answering():
            if self.is_folder:
                yield from self._writing_file(self._path(name))
            else:
                with self.system.open_output_stream(self._path(name)) as sink:
                    yield sink

    @staticmethod
    def _writing_file(path: str) -> Iterator[BinaryIO]:
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = Path(f"{path}.{os.getpid()}{DRAFT}")
        try:
            with draft.open("wb") as sink:
                draft.chmod(0o600)
                yield sink
                sink.flush()
                os.fsync(sink.fileno())
            draft.replace(path)
            _sync_names(Path(path).parent)
        finally:
            draft.unlink(missing_ok=True)

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """The bytes of an object. `FileNotFoundError` where there is none."""
        with self._answering(), self.system.open_input_stream(self._path(name)) as source:
            yield source

    def read(self, name: str) -> bytes:
        with self.reading(name) as source:
            return source.read()

    def write(self, name: str, content: bytes) -> None:
        with self.writing(name) as sink:
            sink.write(content)

    def exists(self, name: str) -> bool:
        with self._answering():
            return self.system.get_file_info(self._path(name)).type == fs.FileType.File

    def names(self, folder: str) -> list[str]:
        """Every object below a folder, in order; drafts of a process that was killed are none."""
        chosen = fs.FileSelector(self._path(folder), recursive=True, allow_not_found=True)
        with self._answering():
            found = [info.path for info in self.system.get_file_info(chosen) if info.type == fs.FileType.File]
        return sorted(path[len(self.root) + 1 :] for path in found if not path.endswith(DRAFT))

    def drop(self, name: str) -> None:
        """One object away. `FileNotFoundError` where there is none."""
        with self._answering():
            if self.is_folder:
                self.system.delete_file(self._path(name))
            elif self.exists(name):
                buckets.delete(self.address, self._path(name).partition("/")[2])
            else:
                raise FileNotFoundError(name)

    def drop_folder(self, folder: str) -> None:
        if self.is_folder:
            with self._answering():
                self.system.delete_dir(self._path(folder))
        else:
            for name in self.names(folder):
                self.drop(name)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """What the disk or the service says no with, in words; that something is not there is for the caller to say."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException) as error:
            where = _without_secrets(self.address)
            raise Problem(
                f"The place of backups {where} does not work: {error}", "Check it, and the keys to it."
            ) from None

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"


def _sync_names(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _without_secrets(address: str) -> str:
    """An address may carry the keys to it."""
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if rest else address
