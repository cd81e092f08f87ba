"""Makes the virtual environment of a checkout: locked packages with their hashes, and the command `volunteercloud`.

Standard library only: `run` and `test` use it before anything is installed.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
HOME = CHECKOUT / ".venv"
PYTHON = HOME / "bin" / "python"
STAMP = HOME / "installed.txt"
SITE = HOME / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"

COMMAND = f"""#!/bin/sh
exec "{PYTHON}" -P -m volunteercloud "$@"
"""


class Missing(Exception):
    """Something the machine lacks that we cannot mend: what, and the command that does."""


def make(*locks: str) -> Path:
    """The environment's Python, with every package of ``locks``; does nothing where they are installed already."""
    wanted = {lock: hashlib.sha256((CHECKOUT / lock).read_bytes()).hexdigest() for lock in locks}
    done = installed()
    if not (PYTHON.exists() and SITE.is_dir()):
        create()
        done = {}
    for lock, digest in wanted.items():
        if done.get(lock) != digest:
            install(lock)
            done[lock] = digest
    wire()
    STAMP.write_text("".join(f"{digest}  {lock}\n" for lock, digest in sorted(done.items())))
    return PYTHON


def installed() -> dict[str, str]:
    if not STAMP.exists():
        return {}
    return {lock: digest for digest, lock in (line.split("  ") for line in STAMP.read_text().splitlines())}


def create() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        install_debian_packages(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    tell(f"Making a virtual environment of Python {sys.version.split()[0]} in {HOME}")
    run([sys.executable, "-m", "venv", "--clear", str(HOME)], "venv")


def install(lock: str) -> None:
    """Install exactly what the lock names, each file checked against its hash; a living line tells how far it is."""
    total = len(re.findall(r"^[\w.\[\]-]+==", (CHECKOUT / lock).read_text(), re.MULTILINE))
    options = ["--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    arguments = [str(PYTHON), "-m", "pip", "install", *options, "-r", str(CHECKOUT / lock)]
    began = time.monotonic()
    seen = 0
    lines: list[str] = []
    tell(f"Installing {total} packages")
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                seen += 1
                living(f"{seen} of {total}")
            elif line.startswith("Installing collected"):
                living("unpacking")
    living("")
    if pip.returncode:
        raise Missing("".join(lines[-15:]) + "pip could not install the packages; the lines above say why.")
    tell(f"Installed in {time.monotonic() - began:.0f} s")


def wire() -> None:
    """The checkout itself: importable, and its command beside the environment's Python."""
    (SITE / "volunteercloud.pth").write_text(f"{CHECKOUT}\n")
    command = HOME / "bin" / "volunteercloud"
    command.write_text(COMMAND)
    command.chmod(0o755)


def install_debian_packages(*names: str) -> None:
    """As root on Debian or Ubuntu install them; else say which one command does."""
    apt = shutil.which("apt-get")
    if not apt:
        raise Missing(f"This machine lacks {' '.join(names)}; install it with the machine's own package manager.")
    if os.geteuid() != 0:
        command = f"sudo apt-get install {' '.join(names)}"
        raise Missing(f"This machine lacks {' '.join(names)}. Install it, then start again:\n  {command}")
    tell(f"Installing {' '.join(names)} with apt-get")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install_now = [apt, "install", "--yes", "--no-install-recommends", "-qq", *names]
    if subprocess.run(install_now, env=environment, capture_output=True, check=False).returncode:
        run([apt, "update", "-qq"], "apt-get update", environment)
        run(install_now, "apt-get install", environment)


def run(arguments: list[str], name: str, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"{(done.stdout + done.stderr).strip()[-1500:]}\n{name} failed; the lines above say why.")


def tell(line: str) -> None:
    print(f"· {line}", file=sys.stderr, flush=True)


def living(line: str) -> None:
    """A line that is written over, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{'… ' if line else ''}{line}", end="", file=sys.stderr, flush=True)


def prepare() -> None:
    """All that a checkout needs whose files only root may write: packages, texts and byte code are made beforehand."""
    python = str(make("requirements.lock"))
    run([python, "-P", "-m", "volunteercloud.cli.texts"], "The texts")
    run([python, "-m", "compileall", "-q", str(CHECKOUT / "volunteercloud")], "The byte code")


if __name__ == "__main__":
    try:
        prepare()
    except Missing as missing:
        sys.exit(f"✗ {missing}")
