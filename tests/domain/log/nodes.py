"""Logs of other nodes: files behind a real server on this machine, honest or not."""

import base64
import json
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from volunteercloud.core import proofs, tiles

SIGNER = proofs.Signer("bailu.example/log", proofs.NOTE_ED25519, b"\x07" * 32)


class Log:
    """The files of a log in a folder, written as C2SP says and by none of the code that is tested."""

    def __init__(self, folder: Path, entries: tuple[bytes, ...] = ()) -> None:
        self.folder = folder
        self.entries = [*entries]

    def grow(self, *entries: bytes) -> "Log":
        before = len(self.entries)
        self.entries += entries
        after, first = len(self.entries), before - before % tiles.TILE_WIDTH
        for path, content in tiles.grown(self.entries[first:], before, after, self.read).items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(content)
        root = tiles.root_of(after, tiles.TiledTree(after, self.read))
        self.show(self.note_of(root))
        return self

    def note_of(self, root: bytes, signer: proofs.Signer = SIGNER) -> str:
        text = proofs.Checkpoint(signer.name, len(self.entries), root).text
        return f"{text}\n{signer.line(text)}"

    def show(self, note: str) -> None:
        (self.folder / "checkpoint").write_text(note)

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def fork(self, folder: Path) -> "Log":
        """The same past, and from here on another story by the same keys."""
        shutil.copytree(self.folder, folder)
        return Log(folder, tuple(self.entries))


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        pass


class PeerHandler(Quiet):
    """Answers what a node that follows a log answers under /api/v1/log/followed."""

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        assert asked.path == "/api/v1/log/followed"
        notes = self.server.notes if parse_qs(asked.query)["origin"] == [SIGNER.name] else []
        body = notes if isinstance(notes, bytes) else json.dumps({"items": [{"note": one} for one in notes]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)


class Served:
    """A server on a free port for as long as the test lasts."""

    def __init__(self, handler) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def end(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def files_of(folder: Path) -> Served:
    return Served(partial(Quiet, directory=str(folder)))


def peer(*notes: str) -> Served:
    served = Served(PeerHandler)
    served.server.notes = list(notes)
    return served


WITNESS = proofs.Signer("hanlu.example/witness", proofs.COSIGNATURE_ED25519, b"\x08" * 32)
SIGNED_AT = 1_779_000_000


class WitnessHandler(Quiet):
    """A witness as C2SP says, written by hand: remembers one tree, and signs what continues it."""

    def do_POST(self) -> None:
        head, note = self.rfile.read(int(self.headers["Content-Length"])).decode().split("\n\n", 1)
        first, *path = head.split("\n")
        shown = proofs.parse_checkpoint(proofs.split_note(note)[0])
        size, root = self.server.remembers
        if self.server.says:
            status, answer = self.server.says
        elif first != f"old {size}":
            status, answer = 409, f"{size}\n"
        else:
            proofs.check_consistency(size, root, shown.size, shown.root, [base64.b64decode(one) for one in path])
            self.server.remembers = shown.size, shown.root
            status, answer = 200, WITNESS.line(shown.text, SIGNED_AT)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer.encode())


def witness() -> Served:
    served = Served(WitnessHandler)
    served.server.remembers, served.server.says = (0, b""), None
    return served
