"""The running server: created whole or not at all, started once, joined by many, ended by the last."""

import fcntl
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from volunteercloud.cli.problem import Problem

from . import binaries, place
from .place import DATABASE, ROLE

# Right for one machine that also runs the site; VOLUNTEERCLOUD_POSTGRES_OPTIONS adds to it and has the last word.
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "synchronous_commit": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What a statement was given, and the row that it broke on, may be somebody's document number: neither goes into its log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}

# After kill -9 the old processes take a moment to vanish, and the new server is refused until they have.
RETRY_SECONDS = 20
RECOVERY_SECONDS = 600
STOP_SECONDS = 60


@dataclass(frozen=True)
class Status:
    running: bool
    folder: Path
    socket: Path
    version: str
    pid: int | None
    kept: bool


class Server:
    """The database of one data folder. `joined` is the door; the rest is for `volunteercloud db`."""

    def __init__(
        self,
        data: Path,
        say: Callable[[str], None],
        options: str | None = None,
        begin: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen,
    ) -> None:
        """``options`` in place of those of the environment, where several servers of one process differ; ``begin`` starts
        the process, where that is to end with ours.
        """
        self.data = data.absolute()
        self.say = say
        self.begin = begin
        self.options = os.environ.get("VOLUNTEERCLOUD_POSTGRES_OPTIONS", "") if options is None else options
        self.socket = place.socket_folder(self.data)
        self.folder, self.account = place.cluster_folder(self.data)
        self.cluster = self.folder / "cluster"
        self.log = self.folder / "log"
        self.keep = self.folder / "keep"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.url_of(ROLE)

    def url_of(self, role: str) -> str:
        """The database's address for `ROLE`, or for the superuser ``postgres``."""
        return f"postgresql://{role}@/{DATABASE}?host={quote(str(self.socket), safe='')}"

    def status(self) -> Status:
        pid = self._postmaster()
        version = self.cluster / "PG_VERSION"
        return Status(
            running=pid is not None and self._answers(),
            folder=self.folder,
            socket=self.socket,
            version=version.read_text().strip() if version.exists() else "",
            pid=pid,
            kept=self.keep.exists(),
        )

    @contextmanager
    def joined(self) -> Iterator["Server"]:
        """Use the server, started if need be; on leaving it is ended, unless others still use it or it is kept."""
        with self._changing():
            lease = self._open("users.lock")
            fcntl.flock(lease, fcntl.LOCK_SH)
            try:
                self.start()
            except BaseException:
                os.close(lease)
                raise
        try:
            yield self
        finally:
            with self._changing():
                if not self.keep.exists() and self._is_last(lease):
                    self.stop()
                os.close(lease)

    def start_and_keep(self) -> None:
        """Start it and let it run until `stop_kept`, whoever joins and leaves."""
        with self._changing():
            self.start()
            self.keep.touch()

    def stop_kept(self) -> bool:
        """Stop it. False where it did not run. Refused while another command uses it."""
        with self._changing():
            self.keep.unlink(missing_ok=True)
            lease = self._open("users.lock")
            try:
                if not self._is_last(lease):
                    raise Problem("Another command still uses the database.", "It ends with the last one to leave.")
                return self.stop()
            finally:
                os.close(lease)

    def mend(self) -> None:
        """Start it again if it died under us; for whoever joined and stays long."""
        if self._postmaster() is None:
            self.say("PostgreSQL is gone; starting it again")
            with self._changing():
                self.start()

    def start(self) -> None:
        """Start it unless it runs. Call it under `_changing`."""
        if self._answers():
            return
        programs = binaries.binaries_for(self.account, self.folder)
        if not self.cluster.exists():
            self._create(programs)
        self._refuse_other_version(programs)
        if self.socket != self.data / "postgres":
            place.private(self.socket, self.account)
        self._let_in()
        self._launch(programs)

    def stop(self) -> bool:
        """End it: sessions are cut off, everything committed is kept. False where it did not run."""
        pid = self._postmaster()
        if pid is None:
            return False
        for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS)):
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                if self._postmaster() is None:
                    if self.process:
                        self.process.wait()
                    return True
                time.sleep(0.02)
        raise Problem(f"PostgreSQL (process {pid}) does not end.", f"Its log is {self.log}.")

    def _launch(self, programs: binaries.Binaries) -> None:
        # The server's account may be unable to follow our path to it, where it leads through a closed home.
        socket = self.folder if self.socket == self.data / "postgres" else self.socket
        arguments = [programs.folder / "postgres", "-D", self.cluster, "-c", f"unix_socket_directories={socket}"]
        for name, value in SETTINGS.items():
            arguments += ["-c", f"{name}={value}"]
        arguments += shlex.split(self.options)
        retry_until = time.monotonic() + RETRY_SECONDS
        while True:
            self._forget_the_dead()
            if self._started(arguments):
                return
            if time.monotonic() > retry_until:
                raise Problem(
                    f"PostgreSQL does not start: {self._last_words()}", f"Its log is {self.log}. Its data is untouched."
                )
            time.sleep(0.3)

    def _started(self, arguments: list[object]) -> bool:
        """Start once, and wait until it answers (after a crash it first replays its log). False where it ended."""
        with self.log.open("ab") as log:
            self.process = self.begin(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"LC_ALL": "C", "PATH": os.defpath},
                start_new_session=True,  # Ctrl-C in the terminal is ours to answer, not PostgreSQL's
                umask=0o077,
                **self.account.switch(),
            )
        until = time.monotonic() + RECOVERY_SECONDS
        told = time.monotonic() + 2
        while self.process.poll() is None:
            if self._answers():
                return True
            now = time.monotonic()
            if now > told:
                self.say("PostgreSQL is replaying its log")
                told = until
            if now > until:
                raise Problem("PostgreSQL starts, but does not answer.", f"Its log is {self.log}.")
            time.sleep(0.02)
        return self._answers()

    def _create(self, programs: binaries.Binaries) -> None:
        """A new cluster with our role and database, made beside and then moved into place, so never half of one."""
        self.say(f"Creating the database (PostgreSQL {programs.version}) in {self.folder}")
        draft = self.folder / f"cluster.{os.getpid()}"
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if programs.major >= 17 else ["--locale=C"]
        safe = ["--auth=peer", "--data-checksums", "--no-instructions"]
        self._run([programs.folder / "initdb", "-D", draft, "-U", "postgres", "-E", "UTF8", *locale, *safe])
        statements = f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n"
        self._run([programs.folder / "postgres", "--single", "-D", draft, "postgres"], statements)
        draft.rename(self.cluster)

    def _let_in(self) -> None:
        """Only root and the account itself come in, each known by the kernel; there is no password to lose.

        Said at every start: a cluster that was restored may come from a machine with other accounts.
        """
        # A cluster of Debian has it elsewhere, so a backup of one has none; all that we set is said on the command line.
        if not (self.cluster / "postgresql.conf").exists():
            (self.cluster / "postgresql.conf").touch()
            (self.cluster / "postgresql.conf").chmod(0o644)  # as those below
        maps = [f'operators "{who}" {role}\n' for who in {"root", self.account.name} for role in (ROLE, "postgres")]
        lines = "local all all peer map=operators\nlocal replication postgres peer map=operators\n"
        for name, content in (("pg_hba.conf", lines), ("pg_ident.conf", "".join(sorted(maps)))):
            draft = self.cluster / f"{name}.{os.getpid()}"
            draft.write_text(content)
            draft.chmod(0o644)  # whoever starts it, the account reads it; nobody else enters the folder
            draft.replace(self.cluster / name)

    def _run(self, arguments: list[object], given: str = "") -> None:
        run = subprocess.run(
            arguments,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"LC_ALL": "C", "PATH": os.defpath},
            umask=0o077,
            **self.account.switch(),
        )
        if run.returncode != 0:
            raise Problem(f"{Path(str(arguments[0])).name} failed: {run.stderr.strip()[-500:]}", f"In {self.folder}.")

    def _refuse_other_version(self, programs: binaries.Binaries) -> None:
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        if made_by != str(programs.major):
            raise Problem(
                f"The database in {self.folder} was made by PostgreSQL {made_by}, and {programs.folder} is"
                f" PostgreSQL {programs.version}.",
                f"Name a PostgreSQL {made_by} in PG_BIN, or move the data with pg_dump.",
            )

    def _answers(self) -> bool:
        try:
            psycopg.connect(host=str(self.socket), port=5432, user=ROLE, dbname=DATABASE, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _postmaster(self) -> int | None:
        """The server's process, or None. A dead one that nobody has buried yet (a zombie) is dead."""
        if self.process:
            self.process.poll()
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split()[0])
            process = psutil.Process(pid)
            alive = process.status() != psutil.STATUS_ZOMBIE and process.name().startswith("postgres")
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return pid if alive else None

    def _forget_the_dead(self) -> None:
        """Take away the pid file of a server that is gone: its number may be a zombie's or somebody else's by now."""
        if self._postmaster() is None:
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it says nothing"

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Alone in starting, stopping and counting."""
        lock = self._open("change.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    @staticmethod
    def _is_last(lease: int) -> bool:
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _open(self, name: str) -> int:
        handle = os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        if os.geteuid() == 0:
            os.fchown(handle, self.account.uid, self.account.gid)
        return handle
