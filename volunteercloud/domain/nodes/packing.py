"""Content on its way, compressed and no larger than was agreed, however much it claims to be."""

import gzip
import zlib

# As it travels, and as it is read: what is larger is sent in parts.
MOST_PACKED, MOST_UNPACKED = 60_000_000, 128_000_000
WORTH_PACKING = 1_000
LEVEL = 1  # most of what travels is packed already


class TooLarge(Exception):
    """It is, or would become, larger than is taken."""


def packed(content: bytes) -> bytes:
    return gzip.compress(content, LEVEL, mtime=0)


def unpacked(content: bytes, encoding: str) -> bytes:
    """What was packed. Raises `TooLarge` before it is unpacked any further, and ValueError for what is no gzip."""
    if encoding in ("", "identity"):
        return content
    if encoding != "gzip":
        raise ValueError(f"content encoding {encoding}")
    reading = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        found = reading.decompress(content, MOST_UNPACKED + 1)
    except zlib.error as error:
        raise ValueError("no gzip") from error
    if len(found) > MOST_UNPACKED:
        raise TooLarge
    if not reading.eof or reading.unused_data:
        raise ValueError("no whole gzip")
    return found
