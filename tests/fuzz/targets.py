"""The parsers that meet strangers' bytes, each with what it may raise and a few bytes to begin with. None needs a database."""

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

from django.http import HttpRequest
from joserfc.jwk import OKPKey
from PIL import Image

from tests.domain.bulk import lists
from volunteercloud.api import cursors, requests
from volunteercloud.core import calls, parsing, pdfs, pictures, proofs, tiles, tokens
from volunteercloud.core.errors import Refused
from volunteercloud.domain.attendance import passes
from volunteercloud.domain.bulk.reading import tables
from volunteercloud.domain.claims import hour_codes
from volunteercloud.domain.credentials import disclosures, unpacking
from volunteercloud.domain.elsewhere import rules as elsewhere
from volunteercloud.domain.exchange import envelopes, loading, sampling
from volunteercloud.domain.exchange.mapping import FormMapping
from volunteercloud.domain.identity import documents, mrz, phones
from volunteercloud.domain.intake import records, standard
from volunteercloud.domain.log import fetching, witnessing
from volunteercloud.domain.national import documents as figures
from volunteercloud.domain.nodes import documents as nodes
from volunteercloud.domain.nodes import http_signing, packing, papers
from volunteercloud.domain.nodes.keyring import KnownKey, Ring, Untrusted
from volunteercloud.domain.nodes.models import Use
from volunteercloud.domain.statistics import lists as statistics

AT = datetime(2026, 5, 18, 4, 0, tzinfo=UTC)
ON = AT.date()
ID = UUID("019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10")
NODE = "hebei.example"
FORM = "volunteercloud"
KEY = OKPKey.import_key(
    {
        "kty": "OKP",
        "crv": "Ed25519",
        "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }
)
KID = KEY.thumbprint()
RING = Ring(NODE, {KID: KnownKey(KID, Use.SIGN, KEY, datetime(2026, 1, 1, tzinfo=UTC), None, None)})
LOG = proofs.Signer(NODE, proofs.NOTE_ED25519, bytes(32))
WITNESS = proofs.Signer("witness.example", proofs.COSIGNATURE_ED25519, bytes(range(32)))
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
CARD = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"


class Unkeepable(AssertionError):
    """A parser let something pass that no column can hold."""


@dataclass(frozen=True, slots=True)
class Target:
    """``declared`` is how the parser says no; whatever else it raises is a finding."""

    run: Callable[[bytes], object]
    declared: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]

    def take(self, given: bytes) -> None:
        with contextlib.suppress(self.declared):
            self.run(given)


def kept(*texts: str) -> None:
    """What was read goes to the database, which takes neither a NUL nor half a character."""
    for text in texts:
        if "\x00" in text:
            raise Unkeepable("a NUL")
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Unkeepable("half a character") from None


def text_of(given: bytes) -> str:
    return given.decode(errors="ignore")


def read_code(given: bytes) -> None:
    for read in (
        passes.shown_pass,
        lambda token: passes.read_code(token, AT),
        lambda token: tokens.verify("fuzz", token),
    ):
        try:
            read(text_of(given))
        except (Refused, tokens.Forged):
            continue


def read_typed_code(given: bytes) -> None:
    if hour_codes.is_whole(code := hour_codes.cleaned(text_of(given))):
        kept(code)


def check_document(given: bytes) -> None:
    kinds = [*documents.DocumentKind, "other"]
    number = text_of(given[1:])
    stated = documents.Stated(date(1991, 7, 23), country="CN", mrz=number)
    kept(documents.check(kinds[given[0] % len(kinds)] if given else "", number, stated=stated, on=ON).number)


def read_table(given: bytes) -> None:
    name = ("a.xlsx", "a.csv", "a.txt", "", "a.tsv")[given[0] % 5 if given else 0]
    table = tables.read(given[1:], name)
    kept(*table.heading.texts)
    for _line, cells in table.rows:
        kept(*(cell for cell in cells if isinstance(cell, str)))


def read_opportunities(given: bytes) -> None:
    found = records.read(given)
    kept(*found.headings)
    for _line, cells in found.rows:
        kept(*cells)


def read_organizations(given: bytes) -> None:
    for _line, said, _notes in standard.rows(given):
        kept(*said.values())


def open_archive(given: bytes) -> None:
    opened = unpacking.Opened(io.BytesIO(given))
    for name in opened.names:
        opened.measured(name)


def read_picture(given: bytes) -> None:
    pictures.as_jpeg(pictures.unpacked(given, 800), 800)


def read_json(given: bytes) -> None:
    kept(json.dumps(parsing.json_object(given), ensure_ascii=False))


def read_body(given: bytes) -> None:
    request = HttpRequest()
    request._body = given
    requests.BodyParser().parse_body(request)


def read_note(given: bytes) -> None:
    note = text_of(given)
    for read in (
        lambda: proofs.open_checkpoint(note, LOG.verifier),
        lambda: proofs.cosigned_at(note, WITNESS.verifier),
        lambda: proofs.parse_checkpoint(note),
        lambda: proofs.Verifier.parse(note),
    ):
        try:
            read()
        except proofs.Invalid:
            continue


def read_proof(given: bytes) -> None:
    proofs.verify_record(parsing.json_object(given), LOG.verifier)


def follow_paths(given: bytes) -> None:
    """The first bytes are the sizes, the others hashes of the path."""
    first, second, rest = int.from_bytes(given[:8]), int.from_bytes(given[8:16]), given[16:]
    path = [rest[at : at + 32] for at in range(0, len(rest), 32)]
    for check in (
        lambda: proofs.root_from_inclusion(bytes(32), first, second, path),
        lambda: proofs.check_consistency(first, bytes(32), second, bytes(32), path),
    ):
        try:
            check()
        except proofs.Invalid:
            continue


def read_request(given: bytes) -> None:
    """Lines of headers, an empty line, the body."""
    head, _gap, body = given.partition(b"\n\n")
    headers = {}
    for line in head.decode("latin-1").split("\n"):
        name, _colon, value = line.partition(":")
        headers[name.strip()] = value.strip()
    http_signing.verify_request(http_signing.Request("POST", f"https://{NODE}/node/v1/ping", headers), RING, AT)
    http_signing.verify_content(headers, body)


def signed_request() -> bytes:
    request = http_signing.Request(
        "POST",
        f"https://{NODE}/node/v1/ping",
        {"Content-Type": "application/json", http_signing.NODE: NODE, http_signing.VERSION: "1"},
    )
    http_signing.sign_request(request, b"{}", papers.Signer(KEY, KID, AT), nonce="a" * 24)
    return "\n".join(f"{name}: {value}" for name, value in request.headers.items()).encode() + b"\n\n{}"


def read_digest(given: bytes) -> None:
    head, _gap, body = given.partition(b"\n")
    http_signing.verify_content({"Content-Digest": head.decode("latin-1")}, body)


def read_addresses(given: bytes) -> None:
    for right in (calls.is_safe, fetching.is_address, elsewhere.is_way_out):
        right(text_of(given))


def read_cursor(given: bytes) -> None:
    kinds = ((datetime, UUID), (str, UUID), (date, int), (str, str, int))
    found = cursors.read(text_of(given[1:]), *kinds[given[0] % len(kinds)] if given else ())
    kept(*(part for part in found or () if isinstance(part, str)))


@cache
def form() -> FormMapping:
    return loading.checked(FORM, 1, loading.standard(FORM))


def read_message(given: bytes) -> None:
    opened = envelopes.opened(given, form(), bytes(32))
    kept(json.dumps([opened.head, opened.lines], ensure_ascii=False, default=str))


def archive() -> bytes:
    return lists.workbook([lists.HEADINGS, ("VQ7K4M2X9TRD", "小满", "2026-05-18", "9:00", "11:00")])


def picture(form: str) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 6), "#c0392b").save(drawn, form)
    return drawn.getvalue()


def proof() -> bytes:
    """Of a tree with one leaf."""
    content, salt = b'{"minutes":120}', bytes(32)
    root = proofs.leaf_hash(proofs.entry(proofs.SEALED, proofs.commitment("record", salt, content)))
    said = proofs.bundle(kind="record", content=content, salt=salt, index=0, size=1, path=[], note=note(root))
    return parsing.json_bytes(said)


def note(root: bytes = bytes(32)) -> str:
    text = proofs.Checkpoint(NODE, 1, root).text
    return f"{text}\n{LOG.line(text)}{WITNESS.line(text, int(AT.timestamp()))}"


def node_document() -> bytes:
    key = {**KEY.as_dict(private=False), "use": "sig", "valid_from": "2026-01-01T00:00:00+00:00"}
    said = {"format": "volunteercloud/node/1", "name": NODE, "url": f"https://{NODE}", "versions": [1], "keys": [key]}
    protected, payload, signature = papers.Signer(KEY, KID, AT).sign(said, kind=nodes.KIND).split(".")
    return parsing.json_bytes({"payload": payload, "signatures": [{"protected": protected, "signature": signature}]})


def figures_of_a_month() -> bytes:
    cells = {figures.Key("990101", "service", "E"): {"minutes": 120}}
    told = {"node": NODE, "period": "2026-05", "version": 1, "previous": b"", "is_closed": True, "reason": "closing"}
    return parsing.json_bytes(figures.written(**told, cells=cells) | {"at": AT.isoformat()})


CSV = ",".join(lists.HEADINGS).encode() + b"\nVQ7K4M2X9TRD,a,2026-05-18,9:00,11:00\n"
OPPORTUNITY = (
    b'{"@graph":[{"@type":"Event","@id":"1","name":"a","startDate":"2026-05-18","location":{"geo":{"latitude":31.2}}}]}'
)
ORGANIZATION = b'[{"@type":"Organization","description":"a","applylink":"https://a.example/b-c","contact":[{"email":"a@b.example"}]}]'
PDF = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog /J#53 2>>\nstream\nx\nendstream\nstartxref\n0\n%%EOF\n"

TARGETS = {
    "addresses": Target(
        read_addresses, (), (b"https://a.example:443/b?c#d", b"http://[::1]/", b"https://u:p@a.example")
    ),
    "archives": Target(open_archive, (unpacking.Unsafe,), (archive(),)),
    "bodies": Target(read_body, (ValueError, RecursionError), (b'{"a":["b",1.5e3,null,"\\u4e2d"]}',)),
    "bundles": Target(tiles.unbundled, (tiles.Invalid,), (tiles.bundled([b"a", b"bc"]),)),
    "codes": Target(
        read_code,
        (),
        (
            passes.issue_pass(ID, AT).encode(),
            passes.issue_code(ID, ID, AT).encode(),
            tokens.sign("fuzz", b"a").encode(),
        ),
    ),
    "cursors": Target(
        read_cursor,
        (Refused,),
        tuple(
            bytes([kind]) + cursors.written(*parts).encode()
            for kind, parts in enumerate(((AT, ID), ("a", ID), (ON, 1), ("a", "b", 2)))
        ),
    ),
    "digests": Target(read_digest, (Untrusted,), (b"sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:\n",)),
    "disclosures": Target(
        lambda given: disclosures.name_of(text_of(given)), (), (disclosures.disclosure("name", "a").encode(),)
    ),
    "documents": Target(
        check_document,
        (Refused,),
        (*tuple(bytes([kind]) + b"11010519910723002X" for kind in range(8)), b"\x05E12345678"),
    ),
    "figures": Target(
        # Its time was read before, when the paper that it is was opened.
        lambda given: figures.read(parsing.json_object(given) | {"at": AT.isoformat()}, NODE),
        (figures.Unfit, parsing.Unreadable),
        (figures_of_a_month(),),
    ),
    "forms": Target(
        lambda given: loading.parsed(FORM, 1, loading.rows_of(given, "a.csv")),
        (Refused,),
        (b"part,ours,theirs,format,codes,required,fixed\nenvelope,id,MsgId,,,yes,\ncodes:sex,1,M,,,,\n",),
    ),
    "hour codes": Target(read_typed_code, (), (b"https://a.example/c?code=ABCDEFGHJKM2", "ＡＢＣ".encode())),
    "json": Target(read_json, (parsing.Unreadable,), (b'{"a":["b",1.5e3,null,"\\u4e2d\\ud83d\\ude00"]}',)),
    "lists": Target(
        lambda given: list(statistics._lines(given, ["code", "year"])), (Refused,), (b"code,year\n# a\n990101,2026\n",)
    ),
    "messages": Target(
        read_message,
        (envelopes.Distrusted,),
        (envelopes.as_json(sampling.sample(form())), envelopes.as_xml(sampling.sample(form()))),
    ),
    "mrz": Target(lambda given: mrz.read(text_of(given), on=ON), (Refused,), (PASSPORT.encode(), CARD.encode())),
    "node documents": Target(nodes.opened, (nodes.Unfit,), (node_document(),)),
    "notes": Target(
        read_note,
        (),
        (note().encode(), proofs.Checkpoint(NODE, 1, bytes(32)).text.encode(), LOG.verifier.vkey.encode()),
    ),
    "opportunities": Target(read_opportunities, (Refused,), (OPPORTUNITY,)),
    "organizations": Target(read_organizations, (Refused,), (ORGANIZATION,)),
    "packed": Target(
        lambda given: packing.unpacked(given, "gzip"), (ValueError, packing.TooLarge), (packing.packed(b"a" * 100),)
    ),
    "papers": Target(
        lambda given: papers.opened(text_of(given), RING, AT),
        (Untrusted,),
        (papers.Signer(KEY, KID, AT).sign({"a": 1}).encode(),),
    ),
    "paths": Target(follow_paths, (), ((5).to_bytes(8) + (9).to_bytes(8) + bytes(96),)),
    "pdfs": Target(pdfs.check, (pdfs.NoPdf, pdfs.MoreThanPaper), (PDF,)),
    "phones": Target(
        lambda given: kept(phones.parse(text_of(given))), (Refused,), (b"+86 139 0000 0017", b"tel:+1-650;ext=3")
    ),
    "pictures": Target(
        read_picture,
        (pictures.NoPicture, pictures.TooManyPixels),
        tuple(picture(form) for form in ("JPEG", "PNG", "WEBP")),
    ),
    "proofs": Target(read_proof, (proofs.Invalid, parsing.Unreadable), (proof(),)),
    "requests": Target(read_request, (Untrusted,), (signed_request(),)),
    "submissions": Target(
        witnessing.Submission.parse, (proofs.Invalid,), (witnessing.Submission(0, [bytes(32)], note()).body,)
    ),
    "tables": Target(read_table, (Refused,), (b"\x00" + archive(), b"\x01" + CSV, b"\x03" + CSV.replace(b",", b"\t"))),
}
