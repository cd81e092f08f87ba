"""The public log 公开日志, checked by anybody: proofs, checkpoints and tiles in the formats of C2SP.

This module stands alone: Python, and the package `cryptography` for Ed25519. Copied to another machine it checks what
a volunteer was given, without a network: `python proofs.py proof.json --vkey KEY`. The log itself is made with it, too.

What is what: an *entry* is one byte of kind and a commitment of 32 bytes. The *commitment* is a hash of what was sealed
with a random salt; without the salt it tells nothing. The tree over all entries is that of RFC 6962; a *checkpoint* is
its size and root as a signed note (c2sp.org/tlog-checkpoint).
"""

import argparse
import base64
import binascii
import hashlib
import io
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

HASH_BYTES = SALT_BYTES = 32
# The first byte of an entry: something was sealed, or something sealed was erased.
SEALED, ERASURE = 1, 2
COMMITMENT_DOMAIN = b"volunteercloud/commitment/1\x00"
BUNDLE_FORMAT = "volunteercloud/proof/1"


class Invalid(Exception):
    """What was claimed does not hold, or is no claim at all. The sentence says which part."""


# Entries


def commitment(kind: str, salt: bytes, content: bytes) -> bytes:
    """What the log holds of something sealed. The kind's length is said and the salt's fixed: no two things share an input."""
    word = _utf8(kind)
    if len(salt) != SALT_BYTES or not 0 < len(word) < 256:
        raise Invalid("A commitment takes a salt of 32 bytes and a kind of 1 to 255 bytes.")
    return hashlib.sha256(COMMITMENT_DOMAIN + bytes([len(word)]) + word + salt + content).digest()


def entry(first: int, committed: bytes) -> bytes:
    """One entry of the log. An erasure repeats the commitment of what was erased."""
    return bytes([first]) + committed


# The tree of RFC 6962


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion path leads to (RFC 9162, 2.1.3.2). `Invalid` where the path has another length."""
    if not 0 <= index < size:
        raise Invalid(f"Leaf {index} is not in a tree of {size}.")
    _check_hashes(path)
    position, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Invalid("The inclusion path is too long.")
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise Invalid("The inclusion path is too short.")
    return found


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """`Invalid` unless the tree of ``old`` leaves is the beginning of that of ``new`` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        raise Invalid(f"A tree of {old} is not the beginning of one of {new}.")
    if old in (0, new):
        if path or (old and old_root != new_root):
            raise Invalid(f"Two trees of {new} leaves have different roots.")
        return
    _check_hashes(path)
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    if not hashes:
        raise Invalid("The consistency path is empty.")
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise Invalid("The consistency path is too long.")
        if position & 1 or position == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        position, last = position >> 1, last >> 1
    if last or before != old_root or after != new_root:
        raise Invalid(f"The tree of {new} leaves does not begin with the tree of {old}.")


def _check_hashes(path: Sequence[bytes]) -> None:
    if any(len(one) != HASH_BYTES for one in path):
        raise Invalid("A path consists of hashes of 32 bytes.")


# Notes (c2sp.org/signed-note), checkpoints and cosignatures. A vkey is NAME+8 hexadecimal digits+base64.

NOTE_ED25519, COSIGNATURE_ED25519 = 1, 4
LARGEST_NOTE = 1_000_000
NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+")
SIGNATURE_LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")
DECIMAL = re.compile(r"0|[1-9][0-9]{0,17}")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Invalid("What should be text is not.") from None


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Invalid("What should be base64 is not.") from None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and its public key: of a log (``algorithm`` 1) or of a witness that says when it saw a tree (4)."""

    name: str
    algorithm: int
    key: bytes

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.key).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_text(bytes([self.algorithm]) + self.key)}"

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        name, key_id, key = [*vkey.strip().split("+", 2), "", ""][:3]
        known = _base64(key)
        if not NAME.fullmatch(name) or len(known) != 33 or known[0] not in (NOTE_ED25519, COSIGNATURE_ED25519):
            raise Invalid("This is no verifier key: NAME+8 hexadecimal digits+base64 of an Ed25519 key.")
        found = cls(name, known[0], known[1:])
        if found.key_id.hex() != key_id:
            raise Invalid("The verifier key is damaged: its name, its number and its key do not belong together.")
        return found

    def check(self, signature: bytes, message: bytes) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise Invalid(f"The signature of {self.name} is not theirs.") from None


@dataclass(frozen=True, slots=True)
class Signer:
    """The private side of a `Verifier`: 32 bytes of seed."""

    name: str
    algorithm: int
    seed: bytes

    @property
    def verifier(self) -> Verifier:
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(self.name, self.algorithm, public.public_bytes_raw())

    def line(self, text: str, at: int = 0) -> str:
        """The signature line under a note's ``text``; a witness says ``at``, in Unix seconds, when it saw it."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        if self.algorithm == COSIGNATURE_ED25519:
            signature = at.to_bytes(8, "big") + key.sign(cosigned(text, at))
        else:
            signature = key.sign(text.encode())
        return f"— {self.name} {_text(self.verifier.key_id + signature)}\n"


def cosigned(text: str, at: int) -> bytes:
    """What a witness signs (c2sp.org/tlog-cosignature)."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a tree that its log signed. ``text`` is what was signed."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join([self.origin, str(self.size), _text(self.root), *self.extensions]) + "\n"


def split_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The text of a signed note and its signatures: name, key number, signature. The text ends with its newline."""
    text, found, lines = note.rpartition("\n\n")
    if not found or len(_utf8(note)) > LARGEST_NOTE or not lines.endswith("\n") or CONTROL.search(note):
        raise Invalid("This is no signed note: text, an empty line, lines of signatures.")
    signatures = []
    for line in lines[:-1].split("\n"):
        match = SIGNATURE_LINE.fullmatch(line)
        if not match:
            raise Invalid("A line of signature is malformed.")
        signature = _base64(match[2])
        signatures.append((match[1], signature[:4], signature[4:]))
    return text + "\n", signatures


def parse_checkpoint(text: str) -> Checkpoint:
    """The fields of a checkpoint's text; whether anybody signed it is not looked at."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not lines[0] or "" in lines[:-1] or not DECIMAL.fullmatch(lines[1]):
        raise Invalid("This is no checkpoint: origin, size, root.")
    root = _base64(lines[2])
    if len(root) != HASH_BYTES or _text(root) != lines[2]:
        raise Invalid("The root of the checkpoint is no SHA-256 hash.")
    return Checkpoint(lines[0], int(lines[1]), root, tuple(lines[3:-1]))


@lru_cache(maxsize=8)
def open_checkpoint(note: str, log: Verifier) -> Checkpoint:
    """The checkpoint in a note that ``log`` signed. `Invalid` where it is not signed, or is another log's.

    The proofs of one file name the same few notes a thousand times; one that was found good is not looked at again.
    """
    text, signatures = split_note(note)
    checkpoint = parse_checkpoint(text)
    if checkpoint.origin != log.name:
        raise Invalid(f"The checkpoint is of {checkpoint.origin}, not of {log.name}.")
    for name, key_id, signature in signatures:
        if (name, key_id) == (log.name, log.key_id):
            log.check(signature, text.encode())
            return checkpoint
    raise Invalid(f"The checkpoint is not signed by {log.name}.")


def cosigned_at(note: str, witness: Verifier) -> int:
    """When ``witness`` says that it saw this checkpoint, in Unix seconds. `Invalid` where it does not say so."""
    text, signatures = split_note(note)
    for name, key_id, signature in signatures:
        if (name, key_id) == (witness.name, witness.key_id):
            at = int.from_bytes(signature[:8], "big")
            witness.check(signature[8:], cosigned(text, at))
            return at
    raise Invalid(f"The checkpoint is not signed by {witness.name}.")


# Proofs as they are handed out: a bundle is one JSON object with everything that checking takes.


@dataclass(frozen=True, slots=True)
class Proved:
    """What a bundle proves: ``content`` of this ``kind`` stands at ``index`` in the tree of the checkpoint."""

    kind: str
    content: str
    index: int
    checkpoint: Checkpoint


def bundle(
    *, kind: str, content: bytes, salt: bytes, index: int, size: int, path: Sequence[bytes], note: str
) -> dict[str, Any]:
    """What `verify_record` takes. ``content`` is text in UTF-8."""
    return {
        "format": BUNDLE_FORMAT,
        "kind": kind,
        "content": content.decode(),
        "salt": _text(salt),
        "index": index,
        "size": size,
        "path": [_text(one) for one in path],
        "checkpoint": note,
    }


def verify_record(found: object, log: Verifier) -> Proved:
    """What a bundle proves by the key of the log. `Invalid` says why it proves nothing."""
    fields = {"kind": str, "content": str, "salt": str, "index": int, "size": int, "path": list, "checkpoint": str}
    if not isinstance(found, dict) or found.get("format") != BUNDLE_FORMAT:
        raise Invalid(f"This is no proof of the format {BUNDLE_FORMAT}.")
    for name, shape in fields.items():
        if type(found.get(name)) is not shape:
            raise Invalid(f"The proof says nothing usable about its {name}.")
    if not all(isinstance(one, str) for one in found["path"]):
        raise Invalid("The proof says nothing usable about its path.")
    checkpoint = open_checkpoint(found["checkpoint"], log)
    if checkpoint.size != found["size"]:
        raise Invalid("The proof is for a tree of another size than its checkpoint.")
    committed = commitment(found["kind"], _base64(found["salt"]), _utf8(found["content"]))
    path = [_base64(one) for one in found["path"]]
    root = root_from_inclusion(leaf_hash(entry(SEALED, committed)), found["index"], found["size"], path)
    if root != checkpoint.root:
        raise Invalid(
            "The content, its salt or its place were changed: the path does not lead to the checkpoint's root."
        )
    return Proved(found["kind"], found["content"], found["index"], checkpoint)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the bundles of a file without a network; 0 where all of them hold."""
    parser = argparse.ArgumentParser(
        description="Check proofs of the public log of Volunteer Cloud, without a network."
    )
    parser.add_argument("file", type=Path, help="a proof, or a list of proofs, as JSON")
    parser.add_argument("--vkey", required=True, help="the verifier key of the log, from its page /log/")
    parser.add_argument("--witness", metavar="VKEY", help="say when this witness saw the checkpoint")
    chosen = parser.parse_args(arguments)
    # A terminal that cannot show Chinese must not make a proof fail.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        log, witness = Verifier.parse(chosen.vkey), chosen.witness and Verifier.parse(chosen.witness)
        found = json.loads(chosen.file.read_bytes())
        proofs = found if isinstance(found, list) else [found]
        for proof in proofs:
            proved = verify_record(proof, log)
            seen = (
                f", seen by {witness.name} at Unix time {cosigned_at(proof['checkpoint'], witness)}" if witness else ""
            )
            sys.stdout.write(
                f"holds: {proved.kind} at {proved.index} of {proved.checkpoint.size} in {log.name}{seen}\n"
            )
            sys.stdout.write(f"  {proved.content}\n")
    except (Invalid, OSError, ValueError, RecursionError) as error:
        sys.stderr.write(f"does not hold: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
