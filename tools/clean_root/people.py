"""What people do between the steps of a guide: called in the clean root with a word and its arguments, as root.

`post` is the mail server of the house, which keeps what comes; `register E-MAIL` registers like somebody at the site, by its API
behind the proxy, with the code from the mail; `record N` has an organization record services of made-up people until there
are N; `find N` ends with 1 unless N records stand, `find N CLUSTER` looks into a cluster that was brought back; `ask` goes on
asking for pages until `asked` looks whether each was answered; `proxy` holds the proxy to what it is there for; `crowd N` has N
people register and sign in, eight at a time; `carry FILE` brings a file to the second machine; `pull` pulls the plug of the
database of this one.
"""

import http.client
import json
import os
import pwd
import re
import shutil
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

NAME = "qinghe.example"
SITE = f"https://{NAME}"
# What is trusted besides the authorities of the system: the certificate that the guide makes, or Caddy's own authority.
TRUSTED = [
    Path("/etc/ssl/volunteercloud/chain.pem"),
    Path("/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"),
]
POST = Path("/run/post")
SECOND = "/second"
PASSWORD = "first-snow-2026"  # noqa: S105 (of nobody)
SECONDS_FOR_MAIL = 60
ASKED, ENOUGH = Path("/run/asked"), Path("/run/asked.enough")
WANTED = {"/": 200, "/verify/": 200, "/healthz": 200, "/nowhere/": 404}
OURS = "/opt/volunteercloud/current/.venv/bin/python"
DJANGO = "import django; django.setup()"
POSTGRES = "/usr/lib/postgresql/17/bin"
ROWS = "SELECT count(*) FROM records_recordhead"
COUNT = "from volunteercloud.domain.records.models import RecordHead; print(RecordHead.objects.count())"
NOTE = """
from django.utils import timezone
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity.models import Volunteer
noting.note_people(list(Volunteer.objects.values_list("id", flat=True)), timezone.now())
"""


def register(address, home="127.0.0.1"):
    """From an address of the network of their own: how often one may ask is limited."""
    began = time.time()
    answer = ask("auth/signup", {"email": address, "password": PASSWORD, "consent_service": True}, home)
    session = answer["meta"]["session_token"]
    ask("auth/email/verify", {"key": code_for(address, began)}, home, session)
    signed_in = ask("auth/login", {"email": address, "password": PASSWORD}, home)
    if signed_in["status"] != 200:
        sys.exit(f"{address} cannot sign in: {signed_in}")


def trusted():
    found = ssl.create_default_context()
    for path in TRUSTED:
        if path.exists():
            found.load_verify_locations(path)
    return found


def ask(path, content, home, session=""):
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    if session:
        headers["X-Session-Token"] = session
    way = http.client.HTTPSConnection(NAME, 443, timeout=60, source_address=(home, 0), context=trusted())
    way.request("POST", f"/_allauth/app/v1/{path}", json.dumps(content), headers)
    answer = way.getresponse()
    said = answer.read()
    if answer.status not in (200, 401):  # 401: what is still to be done
        sys.exit(f"{path}: {answer.status} {said.decode()[:500]}")
    return json.loads(said)


def code_for(address, began):
    until = time.monotonic() + SECONDS_FOR_MAIL
    while time.monotonic() < until:
        for mail in POST.glob("*"):
            text = mail.read_text()
            if (
                mail.stat().st_mtime >= began
                and address in text
                and (found := re.search(r"\b(\d{6})\b is the code", text))
            ):
                return found[1]
        time.sleep(0.5)
    sys.exit(f"no mail with a code came for {address}")


TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)


class Post(socketserver.StreamRequestHandler):
    """Takes in whatever mail is brought, sealed on its way."""

    def handle(self):
        self.say("220 mail.qinghe.example")
        while said := self.rfile.readline():
            word = said[:4].upper()
            if word == b"STAR":
                self.say("220 go on")
                self.begin_again(TLS.wrap_socket(self.request, server_side=True))
                continue
            if word == b"EHLO":
                self.say("250-mail.qinghe.example")
                self.say("250 8BITMIME" if isinstance(self.request, ssl.SSLSocket) else "250 STARTTLS")
                continue
            if word == b"MAIL" and not isinstance(self.request, ssl.SSLSocket):
                self.say("530 STARTTLS first")
                continue
            if word == b"DATA":
                self.say("354 go on")
                self.keep()
            self.say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def begin_again(self, line):
        self.request = line
        self.setup()

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def keep(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        content = b"".join(lines)
        (POST / f"{time.time_ns()}.eml").write_bytes(content)


def crowd(count):
    """People who register, prove their address and sign in, eight at a time."""
    numbers = range(1, int(count) + 1)
    addresses = [f"person{number}-{os.getpid()}@{NAME}" for number in numbers]
    with ThreadPoolExecutor(8) as people:
        list(people.map(register, addresses, [f"127.0.1.{number}" for number in numbers]))
    print(f"{count} people registered and signed in")


def carry(file):
    shutil.copy(file, f"{SECOND}{file}")


def pull():
    """The database of this machine ends as by a power cut, and its address is gone with it."""
    main = Path("/var/lib/postgresql/17/main/postmaster.pid").read_text().splitlines()[0]
    for one in [*children(main), main]:
        with suppress(ProcessLookupError):
            os.kill(int(one), signal.SIGKILL)


def children(parent):
    return Path(f"/proc/{parent}/task/{parent}/children").read_text().split()


def post():
    """Its certificate is one that this machine believes."""
    POST.mkdir(exist_ok=True)
    key, believed = POST.parent / "post.key", Path("/usr/local/share/ca-certificates/post.crt")
    names = ["-subj", "/CN=mail.qinghe.example", "-addext", "subjectAltName=DNS:mail.qinghe.example"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names, "-keyout", key, "-out", believed]
    for program in (made, ["update-ca-certificates"]):
        subprocess.run(program, check=True, capture_output=True)
    TLS.load_cert_chain(believed, key)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 25), Post)
    if os.fork() == 0:
        os.setsid()
        server.serve_forever()


def record(count):
    there = int(run([OURS, "-c", f"{DJANGO}; {COUNT}"]))
    if not there:
        run([OURS, "-c", f"{DJANGO}; from volunteercloud.domain.regions import loading; loading.load_demo()"])
    people = hand(["people", {"sequences": list(range(10 + there, 10 + int(count)))}])[0]
    at = datetime.now(UTC) - timedelta(days=3)
    entries = [[one["id"], one["name"], one["number"], at.isoformat(), 120] for one in people]
    served = hand(["settle", {"sequence": 1000 + there}], ["serve", {"entries": entries}])[1]
    # They were written in bulk, which notes nothing for the figures; people who register are noted.
    run([OURS, "-c", f"{DJANGO}\n{NOTE}"])
    print(f"{len(served)} services recorded, {count} in all")


def hand(*wishes):
    """What operators and organizations do by actions: volunteercloud/cli/drill/hand.py."""
    given = "".join(json.dumps({"do": what, "with": said}) + "\n" for what, said in wishes)
    said = run([OURS, "-c", f"{DJANGO}; from volunteercloud.cli.drill import hand; hand.main()"], given)
    return [json.loads(line)["done"] for line in said.splitlines()]


def find(count, cluster=""):
    found = in_cluster(cluster) if cluster else run([OURS, "-c", f"{DJANGO}; {COUNT}"]).strip()
    if found != count:
        sys.exit(f"{found} records stand, and {count} were made")
    print(f"{found} records stand")


def in_cluster(cluster):
    """How many records stand in a cluster that was brought back, which runs for as long as it takes to ask."""
    owner = pwd.getpwuid(os.stat(cluster).st_uid).pw_name
    alone = f"-k {cluster} -c listen_addresses= -c max_connections=100"
    begin = [f"{POSTGRES}/pg_ctl", "-D", cluster, "-l", f"{cluster}/looked.log", "-w", "-o", alone, "start"]
    look = ["psql", "-h", cluster, "-d", "volunteercloud", "-tAc", ROWS]
    end = [f"{POSTGRES}/pg_ctl", "-D", cluster, "-m", "fast", "stop"]
    try:
        for program in (begin, look):
            done = subprocess.run(
                ["runuser", "-u", owner, "--", *program], capture_output=True, text=True, cwd="/", check=False
            )
            if done.returncode:
                sys.exit(f"{program} failed:\n{done.stdout}{done.stderr}")
        return done.stdout.strip()
    finally:
        subprocess.run(["runuser", "-u", owner, "--", *end], stdout=subprocess.DEVNULL, cwd="/", check=False)


def proxy():
    """What stands in front sends to TLS, keeps meters to itself, answers to no other name, and takes as much as the site does."""
    met = {
        "http": plainly("GET", "/verify/")[0],
        "page": secretly("GET", "/")[0],
        "no page": secretly("GET", "/nowhere/")[0],
        "meters": secretly("GET", "/metrics")[0],
        "large": "X-Request-ID" in secretly("POST", "/api/v1/organizations", bytes(8_000_000))[1],
        "too large": secretly("POST", "/api/v1/organizations", bytes(70_000_000))[0],
        "another name": another_name(),
    }
    # What the site answers has an id.
    wanted = {"page": 200, "no page": 404, "meters": 404, "large": True, "too large": 413, "another name": ""}
    if met["too large"] == 502:  # Caddy, where the site hears of the end before Caddy says no
        met["too large"] = 413
    if met not in (wanted | {"http": 301}, wanted | {"http": 308}):
        sys.exit(f"the proxy answers {met}, not {wanted}")
    asset = re.search(r'href="(/static/[^"]+\.css)"', secretly("GET", "/")[2].decode())[1]
    code, headers, _body = secretly("GET", asset)
    if (code, "immutable" in headers.get("Cache-Control", "")) != (200, True):
        sys.exit(f"{asset}: {code} {headers}")
    print(f"the proxy answers {met}, and keeps {asset}")


def plainly(method, path):
    return asked_of(http.client.HTTPConnection(NAME, 80, timeout=30), method, path, None)


def secretly(method, path, body=None):
    return asked_of(http.client.HTTPSConnection(NAME, 443, timeout=60, context=trusted()), method, path, body)


def asked_of(connection, method, path, body):
    with suppress(BrokenPipeError, ConnectionResetError):  # it says no before it has heard everything
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def another_name():
    """What somebody gets who asks for a name that is not ours: nothing."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection((NAME, 443), timeout=10) as way:
            context.wrap_socket(way, server_hostname="another.example").close()
    except OSError:
        return ""
    return "a certificate"


def ask_on():
    """In the background: pages, one of them missing, again and again, and what came."""
    ENOUGH.unlink(missing_ok=True)
    if os.fork():
        return
    ASKED.write_text("")
    context = trusted()
    while not ENOUGH.exists():
        for path, expected in WANTED.items():
            try:
                with urllib.request.urlopen(f"{SITE}{path}", context=context, timeout=30) as answer:  # noqa: S310 (SITE)
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


WORDS = {
    "post": post,
    "register": register,
    "record": record,
    "find": find,
    "proxy": proxy,
    "crowd": crowd,
    "carry": carry,
    "pull": pull,
    "ask": ask_on,
    "asked": asked,
}
if __name__ == "__main__":
    WORDS[sys.argv[1]](*sys.argv[2:])
