"""Where the database lives and which account runs it. Touches nothing outside the folder it makes."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from volunteercloud.cli.problem import Problem

ACCOUNT = ROLE = DATABASE = "volunteercloud"
ROOT_ONLY_HOME = Path("/var/lib/volunteercloud")

# A socket's whole path must fit into 104 bytes on macOS (108 on Linux), the closing zero among them.
LONGEST_SOCKET = 103
SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Account:
    """The system account the database runs under: never root, which PostgreSQL refuses."""

    name: str
    uid: int
    gid: int

    def switch(self) -> dict[str, object]:
        """What `subprocess` needs to run a program as this account and with none of our rights."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def socket_folder(data: Path) -> Path:
    """Where the socket of the data folder ``data`` is, the same for every process of ours.

    Beside the cluster, unless that path is too long for a socket or holds a character that PostgreSQL's list of socket
    folders would misread: then in a short private folder named after the path.
    """
    folder = data / "postgres"
    if len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET and not set(str(folder)) & set(",\"'\\"):
        return folder
    return Path("/tmp") / f"volunteercloud-{os.getuid()}-{short_name(data)}"  # noqa: S108 (checked by `private`)


def short_name(data: Path) -> str:
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:12]


def cluster_folder(data: Path) -> tuple[Path, Account]:
    """The folder of the database, made if new, and the account that owns it.

    As root with a data folder that only root may enter (a checkout in /root), the folder is made under /var/lib and
    ``data``/postgres points there: we do not open other people's folders to our account.
    """
    link = data / "postgres"
    if link.exists():
        folder = link.resolve()
        return folder, owner_of(folder)
    account = account_to_use()
    data.mkdir(parents=True, exist_ok=True)
    private(link, account)
    if can_enter(account, link):
        return link, account
    link.rmdir()
    ROOT_ONLY_HOME.mkdir(parents=True, exist_ok=True)
    folder = ROOT_ONLY_HOME / short_name(data)
    private(folder, account)
    if not can_enter(account, folder):
        raise Problem(
            f"The account {account.name}, which runs the database, may enter neither {data} nor {ROOT_ONLY_HOME}.",
            "Choose a data folder it may enter with --data, or set DATABASE_URL.",
        )
    link.symlink_to(folder)
    return folder, account


def private(folder: Path, account: Account) -> None:
    """Make ``folder`` for ``account`` alone; refused if it is there and belongs to somebody else."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and folder.stat(follow_symlinks=False).st_uid == 0:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    found = folder.stat(follow_symlinks=False)
    if found.st_uid != account.uid or found.st_mode & 0o077 or folder.is_symlink():
        raise Problem(
            f"{folder} is not a private folder of the account {account.name}.",
            "Move it away, or choose another data folder with --data.",
        )


def owner_of(folder: Path) -> Account:
    """The account of an existing database: ours, or as root whoever made it."""
    owner = folder.stat()
    if os.geteuid() not in (0, owner.st_uid):
        raise Problem(
            f"The database in {folder} belongs to {name_of(owner.st_uid)}, and this command runs as"
            f" {name_of(os.geteuid())}.",
            "Run it as that account, or choose another data folder with --data.",
        )
    return Account(name_of(owner.st_uid), owner.st_uid, owner.st_gid)


def name_of(uid: int) -> str:
    """The name of a system account. PostgreSQL asks for it, too, and refuses to work for a number without a name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise Problem(
            f"The system account with the number {uid} has no name, and PostgreSQL needs one.",
            "Give it a line in /etc/passwd, or set DATABASE_URL.",
        ) from None


def account_to_use() -> Account:
    """Whoever runs this; for root a system account of our own, or `nobody` where none can be made."""
    if os.geteuid() != 0:
        return Account(name_of(os.geteuid()), os.geteuid(), os.getegid())
    for name in (ACCOUNT, "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            found = created(name)
        if found:
            return Account(name, found.pw_uid, found.pw_gid)
    raise Problem("PostgreSQL does not run as root, and there is no other account to run it.", "Set DATABASE_URL.")


def created(name: str) -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd")
    if not useradd or name != ACCOUNT:
        return None
    nowhere = ["--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    made = subprocess.run([useradd, "--system", "--user-group", *nowhere, name], capture_output=True, check=False)
    return pwd.getpwnam(name) if made.returncode == 0 else None


def can_enter(account: Account, folder: Path) -> bool:
    test = shutil.which("test") or "/usr/bin/test"
    return subprocess.run([test, "-x", folder], cwd="/", check=False, **account.switch()).returncode == 0
