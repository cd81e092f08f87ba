import io

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from volunteercloud.cli.backups.sealing import CHUNK, MAGIC, TAG, WRAPPED, Opened, Sealed
from volunteercloud.core.errors import Refused

KEY, OTHER = X25519PrivateKey.generate(), X25519PrivateKey.generate()
HEADER = len(MAGIC) + 1 + WRAPPED
WHOLE = CHUNK + TAG


def sealed(content, *keys, context="backups/1/dump"):
    sink = io.BytesIO()
    sealing = Sealed(sink, [key.public_key() for key in keys or (KEY,)], context)
    for first in range(0, len(content), 700_000):
        sealing.write(content[first : first + 700_000])
    sealing.finish()
    return sink.getvalue()


def opened(content, *keys, context="backups/1/dump"):
    return Opened(io.BytesIO(content), keys or (KEY,), context).readall()


def code_of(content, *keys, **said):
    with pytest.raises(Refused) as refusal:
        opened(content, *keys, **said)
    return refusal.value.code


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_what_was_sealed_is_opened(size):
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    stream = sealed(content)
    assert opened(stream) == content
    assert len(stream) == HEADER + size + TAG * max(1, -(-size // CHUNK))


def test_each_recipient_opens_it_and_nobody_else():
    stream = sealed(b"rows", KEY, OTHER)
    assert [opened(stream, key) for key in (KEY, OTHER)] == [b"rows", b"rows"]
    assert code_of(sealed(b"rows", OTHER), KEY) == "backup.other_key"


def test_nothing_of_it_can_be_read():
    assert b"secret" not in sealed(b"secret" * 1_000)


@pytest.mark.parametrize("place", [len(MAGIC) + 1 + 20, HEADER - 1, HEADER, HEADER + WHOLE, -1])
def test_a_changed_byte_is_found(place):
    stream = bytearray(sealed(bytes(2 * CHUNK)))
    stream[place] ^= 1
    assert code_of(bytes(stream)) == "backup.damaged"


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (HEADER - 1, "backup.cut_short"),
        (HEADER, "backup.damaged"),
        (HEADER + 100, "backup.damaged"),
        (HEADER + WHOLE, "backup.cut_short"),
        (-1, "backup.damaged"),
    ],
)
def test_an_end_that_is_missing_is_found(end, code):
    assert code_of(sealed(bytes(3 * CHUNK))[:end]) == code


def test_chunks_keep_their_order_and_number():
    stream = sealed(bytes(3 * CHUNK))
    header, first, second, last = stream[:HEADER], *(stream[HEADER + n * WHOLE :][:WHOLE] for n in range(3))
    assert opened(header + first + second + last) == bytes(3 * CHUNK)
    for changed in ([second, first, last], [first, last], [first, first, second, last], [first, second, last, last]):
        assert code_of(header + b"".join(changed)) == "backup.damaged"


def test_a_part_passes_for_no_other():
    assert code_of(sealed(b"rows"), context="backups/2/dump") == "backup.damaged"


@pytest.mark.parametrize(("stream", "code"), [(b"", "backup.cut_short"), (b"PK" * 40, "backup.unknown_form")])
def test_what_is_no_backup_is_refused(stream, code):
    assert code_of(stream) == code
