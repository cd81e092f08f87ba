"""Follows a guide for operators on a clean Debian, block by block, so that the guide cannot lie. Takes minutes; root only.

    debootstrap --variant=minbase trixie /tmp/clean
    python -m tools.follow_guide --root /tmp/clean docs/operations/install.md docs/operations/upgrade.md

Every block ```sh is run as it stands, in order, in a root of its own whose processes end with it; blocks ```sh apart are not.
A line <!-- by hand: … --> is what people do (clean_root/people.py). There is no systemd in it: clean_root/systemctl starts what
units start. --wheels DIR takes the packages from a folder, --from COMMIT begins with an older version, --begin install:4 goes on
in a root that was left there.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
STEP = re.compile(r"^```sh\n(?P<block>.*?)^```$|^<!-- by hand: (?P<hand>.*?) -->$", re.MULTILINE | re.DOTALL)
RELEASES = ("0.1.0", "0.2.0")
NAME = "qinghe.example"
NEVER_BY_ITSELF = "#!/bin/sh\nexit 101\n"


def steps(page: Path) -> list[tuple[str, bool]]:
    """What is to be done, in order, and whether people do it."""
    return [(found["block"] or found["hand"], bool(found["hand"])) for found in STEP.finditer(page.read_text())]


def prepare(root: Path, commits: tuple[str, str], wheels: Path | None) -> None:
    """What a server has before its operator begins: the releases in /root, its name, and our stand-ins for what it lacks."""
    for release, commit in zip(RELEASES, commits, strict=True):
        archive = root / "root" / f"volunteercloud-{release}.tar.gz"
        made = [
            "git",
            "archive",
            "--format=tar.gz",
            f"--prefix=volunteercloud-{release}/",
            f"--output={archive}",
            commit,
        ]
        subprocess.run(made, cwd=CHECKOUT, check=True)
    if wheels:
        shutil.copytree(wheels, root / "root" / "wheels", dirs_exist_ok=True)
    tools = CHECKOUT / "tools" / "clean_root"
    shutil.copy(tools / "systemctl", root / "usr" / "local" / "bin" / "systemctl")
    shutil.copy(tools / "people.py", root / "root" / "people.py")
    (root / "usr" / "local" / "bin" / "systemctl").chmod(0o755)
    (root / "etc" / "hosts").write_text(f"127.0.0.1 localhost {NAME}\n")
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    (root / "usr" / "sbin" / "policy-rc.d").write_text(NEVER_BY_ITSELF)
    (root / "usr" / "sbin" / "policy-rc.d").chmod(0o755)


def script(pages: list[Path], has_wheels: bool, begin: str) -> str:
    """All of it as one program, which ends at the first step that fails and says which it was."""
    lines = [
        "set -e",
        "export HOME=/root DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "mount -t proc proc /proc",
        "mount -t tmpfs tmpfs /run",
        "mkdir -p /run/lock /dev/shm",
        "mount -t tmpfs -o mode=1777 tmpfs /dev/shm",
        "test -e /dev/null || mount -t devtmpfs dev /dev",
        "cd /root",
    ]
    if has_wheels:
        lines.append("export PIP_NO_INDEX=1 PIP_FIND_LINKS=/root/wheels")
    todo = [
        (f"{page.stem}:{place}", f"python3 /root/people.py {step}" if is_by_hand else step)
        for page in pages
        for place, (step, is_by_hand) in enumerate(steps(page), 1)
    ]
    if begin:
        lines.append("test ! -d /etc/postgresql/17/main || service postgresql start")
        todo = todo[[name for name, _step in todo].index(begin) :]
    for name, step in todo:
        lines.append(f'now={name}; echo "── $now" >&2; trap \'echo "✗ $now failed" >&2\' EXIT')
        lines.append(step)
    return "\n".join([*lines, "trap - EXIT", "echo ✓ everything was as the guide says >&2"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--root", required=True, type=Path, help="a clean Debian, which is changed")
    parser.add_argument("--wheels", type=Path, help="folder of wheels, in place of the network")
    parser.add_argument("--from", dest="older", default="HEAD", help="the version to begin with (HEAD)")
    parser.add_argument("--begin", default="", metavar="STEP", help="leave out what stands before it")
    chosen = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("Only root can enter a root of its own.")
    prepare(chosen.root, (chosen.older, "HEAD"), chosen.wheels)
    apart = ["unshare", "--pid", "--fork", "--mount", "--kill-child"]
    began = time.monotonic()
    text = script(chosen.pages, bool(chosen.wheels), chosen.begin)
    done = subprocess.run([*apart, "chroot", chosen.root, "bash", "-c", text], check=False)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
