"""What people do between the steps of a guide: called in the clean root with a word and its arguments, as root.

`register E-MAIL` registers like somebody at the site, by its API behind the proxy, with the code from the outbox; `record N` has
an organization record N services of made-up people; `find N` ends with 1 unless N records stand; `ask` goes on asking for pages
until `asked` looks whether each was answered.
"""

import json
import os
import re
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

SITE = "https://qinghe.example"
OUTBOX = Path("/var/lib/volunteercloud/outbox")
PASSWORD = "first-snow-2026"  # noqa: S105 (of nobody)
SECONDS_FOR_MAIL = 60
ASKED, ENOUGH = Path("/run/asked"), Path("/run/asked.enough")
WANTED = {"/": 200, "/verify/": 200, "/healthz": 200, "/nowhere/": 404}
OURS = "/opt/volunteercloud/current/.venv/bin/python"
DJANGO = "import django; django.setup()"
COUNT = "from volunteercloud.domain.records.models import RecordHead; print(RecordHead.objects.count())"
NOTE = """
from django.utils import timezone
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity.models import Volunteer
noting.note_people(list(Volunteer.objects.values_list("id", flat=True)), timezone.now())
"""


def register(address):
    began = time.time()
    answer = ask("auth/signup", {"email": address, "password": PASSWORD, "consent_service": True})
    session = answer["meta"]["session_token"]
    ask("auth/email/verify", {"key": code_for(address, began)}, session)
    signed_in = ask("auth/login", {"email": address, "password": PASSWORD})
    if signed_in["status"] != 200:
        sys.exit(f"{address} cannot sign in: {signed_in}")
    print(f"{address} is registered and signs in")


def ask(path, content, session=""):
    request = urllib.request.Request(f"{SITE}/_allauth/app/v1/{path}", json.dumps(content).encode())  # noqa: S310
    request.add_header("Content-Type", "application/json")
    request.add_header("Accept-Language", "en")
    if session:
        request.add_header("X-Session-Token", session)
    trusted = ssl.create_default_context(cafile="/etc/ssl/volunteercloud/chain.pem")
    try:
        with urllib.request.urlopen(request, context=trusted) as answer:  # noqa: S310 (SITE)
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        if refusal.code != 401:  # what is still to be done
            sys.exit(f"{path}: {refusal.code} {refusal.read().decode()[:500]}")
        return json.load(refusal)


def code_for(address, began):
    until = time.monotonic() + SECONDS_FOR_MAIL
    while time.monotonic() < until:
        for mail in OUTBOX.glob("*"):
            text = mail.read_text()
            if (
                mail.stat().st_mtime >= began
                and address in text
                and (found := re.search(r"\b(\d{6})\b is the code", text))
            ):
                return found[1]
        time.sleep(0.5)
    sys.exit(f"no mail with a code came for {address}")


def record(count):
    run([OURS, "-c", f"{DJANGO}; from volunteercloud.domain.regions import loading; loading.load_demo()"])
    people = hand(["people", {"sequences": list(range(10, 10 + int(count)))}])[0]
    at = datetime.now(UTC) - timedelta(days=3)
    entries = [[one["id"], one["name"], one["number"], at.isoformat(), 120] for one in people]
    served = hand(["settle", {"sequence": 1}], ["serve", {"entries": entries}])[1]
    # They were written in bulk, which notes nothing for the figures; people who register are noted.
    run([OURS, "-c", f"{DJANGO}\n{NOTE}"])
    subprocess.run(["systemctl", "start", "volunteercloud-backup.service"], check=True)
    print(f"{len(served)} services recorded, and in a backup")


def hand(*wishes):
    """What operators and organizations do by actions: volunteercloud/cli/drill/hand.py."""
    given = "".join(json.dumps({"do": what, "with": said}) + "\n" for what, said in wishes)
    said = run([OURS, "-c", f"{DJANGO}; from volunteercloud.cli.drill import hand; hand.main()"], given)
    return [json.loads(line)["done"] for line in said.splitlines()]


def find(count):
    found = run([OURS, "-c", f"{DJANGO}; {COUNT}"]).strip()
    if found != count:
        sys.exit(f"{found} records stand, and {count} were made")
    print(f"{found} records stand")


def ask_on():
    """In the background: pages, one of them missing, again and again, and what came."""
    if os.fork():
        return
    ASKED.write_text("")
    trusted = ssl.create_default_context(cafile="/etc/ssl/volunteercloud/chain.pem")
    while not ENOUGH.exists():
        for path, expected in WANTED.items():
            try:
                with urllib.request.urlopen(f"{SITE}{path}", context=trusted, timeout=30) as answer:  # noqa: S310 (SITE)
                    code = answer.status
            except urllib.error.HTTPError as refusal:
                code = refusal.code
            except OSError as error:
                code = repr(error)
            with ASKED.open("a") as log:
                log.write(f"{path} {code}\n" if code != expected else "✓\n")
        time.sleep(0.05)
    os._exit(0)


def asked():
    ENOUGH.touch()
    lines = ASKED.read_text().splitlines()
    wrong = [line for line in lines if line != "✓"]
    print(f"{len(lines)} requests meanwhile, {len(wrong)} of them failed")
    if wrong or not lines:
        sys.exit("\n".join(wrong[:20]))


def run(program, given=""):
    """A program as the services run, with the settings of the installation."""
    shell = (
        "set -a; . /etc/volunteercloud/environment; VOLUNTEERCLOUD_MASTER_KEY=$(cat /etc/volunteercloud/master.key);"
        "VOLUNTEERCLOUD_DATA=/var/lib/volunteercloud; DJANGO_SETTINGS_MODULE=volunteercloud.settings; set +a;"
        'exec runuser --user volunteercloud -- "$@"'
    )
    done = subprocess.run(["sh", "-c", shell, "sh", *program], input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{program} failed:\n{done.stdout}{done.stderr}"[-3000:])
    return done.stdout


if __name__ == "__main__":
    {"register": register, "record": record, "find": find, "ask": ask_on, "asked": asked}[sys.argv[1]](*sys.argv[2:])
