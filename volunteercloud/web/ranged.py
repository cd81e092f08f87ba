"""Large files as they lie on the disk: in pieces, and from where a reader stopped (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

PIECE_BYTES = 256 * 1024
ASKED = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def sent(request: HttpRequest, path: Path, content_type: str, tag: str) -> HttpResponseBase:
    """A file that never changes under its ``tag``: whole, or the one range that is asked for. Several ranges, and what is no
    range at all, are answered by the whole, as the standard allows."""
    size, quoted = path.stat().st_size, quote_etag(tag)
    kept = get_conditional_response(request, etag=quoted)
    if kept is not None:
        return kept
    asked = _asked(request, size, quoted)
    headers = {"ETag": quoted, "Accept-Ranges": "bytes"}
    if asked is None:
        response: HttpResponseBase = FileResponse(path.open("rb"), content_type=content_type, headers=headers)
        response.headers["Content-Length"] = str(size)
        del response.headers["Content-Disposition"]
        return response
    first, last = asked
    if first > last or first >= size:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(_pieces(path, first, last), status=206, content_type=content_type, headers=headers)


def _asked(request: HttpRequest, size: int, quoted: str) -> tuple[int, int] | None:
    """The first and the last byte that are asked for, the last no further than there is; None for the whole. A reader whose
    beginning is of another file gets the whole of this one (If-Range)."""
    found = ASKED.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or found is None or request.headers.get("If-Range", quoted) != quoted:
        return None
    first, last = found.groups()
    if first:
        return int(first), min(int(last), size - 1) if last else size - 1
    if last:
        return max(size - int(last), 0), size - 1 if int(last) else -1
    return None


def _pieces(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE_BYTES, left))):
            left -= len(piece)
            yield piece
