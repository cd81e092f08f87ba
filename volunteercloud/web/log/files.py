"""The files of the log as they are (c2sp.org/tlog-tiles). The same for everybody: no cookie, no language, no session."""

from pathlib import Path

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from volunteercloud.core import proofs
from volunteercloud.domain.log import files
from volunteercloud.web.middleware import same_for_all

TEXT = "text/plain; charset=utf-8"
# A tile never changes: one that grows gets another path. The newest checkpoint is a few seconds old at most.
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MOMENT = "public, max-age=2"


@require_safe
@same_for_all
def checkpoint(request):
    note = files.checkpoint()
    if not note:
        raise Http404
    return HttpResponse(note, TEXT, headers={"Cache-Control": FOR_A_MOMENT})


@require_safe
@same_for_all
def tile(request, path):
    return _file(path, "application/octet-stream", FOR_EVER)


@require_safe
@same_for_all
def history(request, path):
    return _file(path, TEXT, FOR_A_MOMENT)


@require_safe
@same_for_all
def checker(request):
    """The module that checks proofs, for whoever checks without us."""
    return HttpResponse(Path(proofs.__file__).read_bytes(), TEXT, headers={"Cache-Control": "public, max-age=3600"})


def _file(path, content_type, cached):
    try:
        content = files.place(path).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(content, content_type, headers={"Cache-Control": cached})
