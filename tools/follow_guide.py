"""Follows guides for operators on a clean Debian, block by block, so that no guide can lie. Takes minutes; root only.

    python -m tools.follow_guide --root /tmp/clean docs/operations/install.md docs/operations/upgrade.md

Every block ```sh of the pages is run as it stands, in order, in a root of its own whose processes and changes end with it: the
clean Debian (made by debootstrap where there is none) stays as it was, so the command can be given again. There is no network
but loopback in it, except for blocks ```sh networked. ```sh beforehand is what is done on another machine with a network, once
for each release; ```sh standby is run on a second machine, another root with the same loopback; ```sh apart is not run.
A line <!-- by hand: … --> is what people do (clean_root/people.py). There is no systemd in it: clean_root/systemctl verifies our
units and starts what they start. --wheels DIR keeps packages for the next time, --from COMMIT begins with an older version,
--begin install:4 goes on in what was left there.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
STEP = re.compile(
    r"^```sh(?P<where> networked| beforehand| standby| standby networked)?\n(?P<block>.*?)^```$"
    r"|^<!-- by hand: (?P<hand>.*?) -->$",
    re.MULTILINE | re.DOTALL,
)
RELEASES = ("0.1.0", "0.2.0")
NAME = "qinghe.example"
# The addresses of the first machine and of the second, on the loopback of a network of their own.
MACHINES = {"db-a": "10.77.0.1", "db-b": "10.77.0.2"}
NEVER_BY_ITSELF = "#!/bin/sh\nexit 101\n"
SECOND = "/second"
# The second machine has PostgreSQL alone, and no Python for the stand-in of the first.
ITS_SYSTEMCTL = '#!/bin/sh\nexec service "$2" "$1"\n'
DEBIAN = ("debootstrap", "--variant=minbase", "--include=ca-certificates,systemd", "trixie")
# Of the machine that this runs on: where Python's packages come from, for the steps that have a network.
PACKAGES_FROM = "PIP_"
CERTIFICATES = "PIP_CERT"
# Packages come from the folder alone: what is installed later fetches nothing.
ONLY_FOLDER = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/root/wheels"}
ONLY_FOLDER_OFF = " ".join(f"--unset={name}" for name in ONLY_FOLDER)
PROGRAMS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# From outside in: processes, mounts and loopback of its own, the network of this machine kept at hand as number 9, the clean
# Debian under what is changed, and what a started Debian has mounted.
OUTSIDE = r"""
set -e
clean=$1 work=$2 wheels=$3 inside=$4
ip link set lo up
echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start  # for AmbientCapabilities= of Debian's units
for address in $5; do ip address add "$address/32" dev lo; done
laid() {
    mkdir -p "$work/$1/changed" "$work/$1/.overlay" "$work/$1/root"
    mount -t overlay "$1" -o "lowerdir=$clean,upperdir=$work/$1/changed,workdir=$work/$1/.overlay" "$work/$1/root"
    mount -t proc proc "$work/$1/root/proc"
    mount -t tmpfs tmpfs "$work/$1/root/run"
    mkdir -p "$work/$1/root/run/lock" "$work/$1/root/dev/shm"
    mount -t tmpfs -o mode=1777 tmpfs "$work/$1/root/dev/shm"
}
laid first
laid second
mkdir -p "$work/first/root/second" "$work/first/root/root/wheels"
mount --rbind "$work/second/root" "$work/first/root/second"
mount --bind "$wheels" "$work/first/root/root/wheels"
exec chroot "$work/first/root" bash -c "$inside"
"""
INSIDE = r"""
set -e
cd /root
now=before
took() { printf '%7.1f s  %s\n' "$(( (${EPOCHREALTIME/./} - began) / 100000 ))e-1" "$now" | tee -a /root/took >&2; }
trap 'test -z "$now" || { echo "✗ $now failed"; cat /run/stand-in/*.log 2>/dev/null | tail -n 40; } >&2' EXIT
"""
# What ran when it was left, as far as it is there.
GOING_ON = r"""
export now="going on" began=${EPOCHREALTIME/./}
test ! -d /etc/postgresql/17/main || service postgresql start
python3 /root/people.py post
test ! -e /etc/systemd/system/volunteercloud.target || systemctl start volunteercloud.target
test ! -e /etc/nginx/conf.d/volunteercloud.conf || service nginx start
for port in 8001 8002; do
    curl --silent --fail --retry 120 --retry-delay 1 --retry-all-errors http://127.0.0.1:$port/readyz
done
took
"""
DONE = "now=; echo ✓ everything was as the guides say >&2"


@dataclass(frozen=True)
class Step:
    """``where`` is empty on the server, else the second word of the fence, or `people`."""

    text: str
    where: str = ""


def steps(page: Path) -> list[Step]:
    """What is to be done, in order."""
    return [
        Step(found["hand"], "people") if found["hand"] else Step(found["block"], (found["where"] or "").strip())
        for found in STEP.finditer(page.read_text())
    ]


def plan(pages: list[Path], *, has_wheels: bool) -> list[tuple[str, Step]]:
    """All steps with their names. What is done beforehand stands late in a page and is done after the first step, which brings
    Debian's programs for it."""
    named = [(f"{page.stem}:{place}", step) for page in pages for place, step in enumerate(steps(page), 1)]
    before = [] if has_wheels else [one for one in named if one[1].where == "beforehand"]
    rest = [one for one in named if one[1].where != "beforehand"]
    return [*rest[:1], *before, *rest[1:]]


def prepare(work: Path, commits: tuple[str, str]) -> None:
    """What a server has before its operator begins: the releases in /root, its name, and our stand-ins for what it lacks."""
    home = work / "first" / "changed" / "root"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for release, commit in zip(RELEASES, commits, strict=True):
        archive = home / f"volunteercloud-{release}.tar.gz"
        made = [
            "git",
            "archive",
            "--format=tar.gz",
            f"--prefix=volunteercloud-{release}/",
            f"--output={archive}",
            commit,
        ]
        subprocess.run(made, cwd=CHECKOUT, check=True)
    tools = CHECKOUT / "tools" / "clean_root"
    shutil.copy(tools / "people.py", home / "people.py")
    if CERTIFICATES in os.environ:
        shutil.copy(os.environ[CERTIFICATES], home / "certificates.pem")
    names = [f"127.0.0.1 localhost {NAME} mail.{NAME}", *(f"{at} {one}.{NAME}" for one, at in MACHINES.items()), ""]
    for machine, systemctl in {"first": (tools / "systemctl").read_text(), "second": ITS_SYSTEMCTL}.items():
        for place, content, mode in (
            ("etc/hosts", "\n".join(names), 0o644),
            ("etc/resolv.conf", Path("/etc/resolv.conf").read_text(), 0o644),
            ("usr/local/bin/systemctl", systemctl, 0o755),
            ("usr/sbin/policy-rc.d", NEVER_BY_ITSELF, 0o755),
        ):
            file = work / machine / "changed" / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
            file.chmod(mode)


def line(step: Step) -> str:
    """A step as the script of the server has it. What is networked is, for as long as it takes, in the network of this
    machine."""
    if step.where == "people":
        return f"python3 /root/people.py {step.text}"
    if not step.where:
        return step.text
    program = shlex.join(["bash", "-e", "-c", _each_release(step.text) if step.where == "beforehand" else step.text])
    if step.where.startswith("standby"):
        program = f"chroot {SECOND} {program}"
    if step.where == "standby":
        return program
    given = [f"{name}={value}" for name, value in os.environ.items() if name.startswith(PACKAGES_FROM)]
    given += [f"{CERTIFICATES}=/root/certificates.pem"] * (CERTIFICATES in os.environ)
    return f"nsenter --net=/proc/self/fd/9 env {ONLY_FOLDER_OFF} {shlex.join(given)} {program}"


def _each_release(text: str) -> str:
    """In a folder with what each release has, wheels in the one folder of all."""
    return "\n".join(
        f"mkdir -p /tmp/{release} && cd /tmp/{release} && ln -s /root/wheels wheels\n"
        f"tar --extract --strip-components 1 --file /root/volunteercloud-{release}.tar.gz\n{text}"
        for release in RELEASES
    )


def script(todo: list[tuple[str, Step]], begin: str) -> str:
    """All of it as one program, which ends at the first step that fails, says which it was, and how long each took."""
    lines = [INSIDE]
    if begin:
        lines.append(GOING_ON)
        todo = todo[[name for name, _step in todo].index(begin) :]
    for name, step in todo:
        first = step.text.strip().splitlines()[0]
        lines += [f"now={shlex.quote(f'{name}  {first[:90]}')} began=${{EPOCHREALTIME/./}}", line(step), "took"]
    return "\n".join([*lines, DONE])


def follow(clean: Path, work: Path, wheels: Path, text: str) -> int:
    """Run it; the code it ends with."""
    apart = ["unshare", "--net", "--pid", "--fork", "--mount", "--kill-child"]
    told = ["bash", "-c", OUTSIDE, "bash", str(clean), str(work), str(wheels), text, " ".join(MACHINES.values())]
    variables = {"HOME": "/root", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "PATH": PROGRAMS}
    variables |= ONLY_FOLDER
    given = [f"{name}={value}" for name, value in variables.items()]
    with Path("/proc/self/ns/net").open() as network:
        os.dup2(network.fileno(), 9)
        done = subprocess.run([*apart, "env", "--ignore-environment", *given, *told], pass_fds=[9], check=False)
    return done.returncode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--root", required=True, type=Path, help="a clean Debian, made where there is none")
    parser.add_argument("--wheels", type=Path, help="folder of wheels, kept from one time to the next")
    parser.add_argument("--from", dest="older", default="HEAD", help="the version to begin with (HEAD)")
    parser.add_argument("--begin", default="", metavar="STEP", help="leave out what stands before it")
    chosen = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("Only root can enter a root of its own.")
    clean = chosen.root.absolute()
    if not clean.exists():
        subprocess.run([*DEBIAN, clean], check=True)
    work = clean.with_name(f"{clean.name}.changed")
    wheels = (chosen.wheels or work / "wheels").absolute()
    if not chosen.begin:
        shutil.rmtree(work, ignore_errors=True)
    prepare(work, (chosen.older, "HEAD"))
    wheels.mkdir(parents=True, exist_ok=True)
    todo = plan(chosen.pages, has_wheels=any(wheels.iterdir()))
    began = time.monotonic()
    code = follow(clean, work, wheels, script(todo, chosen.begin))
    print(f"{time.monotonic() - began:.0f} s in all", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
