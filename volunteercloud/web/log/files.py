"""The files of the log as they are (c2sp.org/tlog-tiles). The same for everybody: no cookie, no language, no session."""

from pathlib import Path

from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from volunteercloud.core import proofs
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.log import actions, files, witnessing
from volunteercloud.web import answers
from volunteercloud.web.middleware import same_for_all

TEXT = "text/plain; charset=utf-8"
# A tile never changes: one that grows gets another path. The newest checkpoint is a few seconds old at most.
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MOMENT = "public, max-age=2"
WITNESS = system("witness")
LARGEST_SUBMISSION = 100_000
DECLINED = {"log.submission": 400, "log.not_signed": 403, "log.not_grown": 422}


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


@csrf_exempt
@require_POST
@same_for_all
def add_checkpoint(request):
    """Our witness, for logs that this node follows (c2sp.org/tlog-witness). Whoever asks needs only the log's signature."""
    try:
        sent = witnessing.Submission.parse(request.read(LARGEST_SUBMISSION))
        line = actions.cosign(actor=WITNESS, old=sent.old, path=sent.path, note=sent.note, at=answers.reader_now())
    except proofs.Invalid as error:
        return HttpResponse(str(error), TEXT, status=400)
    except NotFound:
        return HttpResponse("This node does not follow that log.", TEXT, status=404)
    except Refused as refusal:
        if refusal.code == "log.witnessed":
            return HttpResponse(f"{refusal.facts['size']}\n", "text/x.tlog.size", status=409)
        return HttpResponse(str(refusal.message), TEXT, status=DECLINED[refusal.code])
    return HttpResponse(line, TEXT)


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
