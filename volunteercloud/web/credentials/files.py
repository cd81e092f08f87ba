"""The issuer's documents, for programs. The same for everybody: no cookie, no language, no session."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from volunteercloud.domain.credentials import baking, disclosures, keys, status
from volunteercloud.web import answers
from volunteercloud.web.middleware import same_for_all

# A verifier learns of a new key, or that a credential fell, within a minute.
FOR_A_MINUTE = "public, max-age=60"
FOR_A_DAY = "public, max-age=86400"
# The forms of a status list; whoever asks for none of them is given the first.
BITSTRING, BITSTRING_TOKEN, TOKEN_LIST = "application/vc", "application/vc+jwt", "application/statuslist+jwt"


@require_safe
@same_for_all
def did_document(_request):
    return _json(keys.did_document(), "application/did+json")


@require_safe
@same_for_all
def jwks(_request):
    return _json(keys.jwks(), "application/jwk-set+json")


@require_safe
@same_for_all
def token_issuer(_request):
    """How a verifier of SD-JWT comes from the issuer to its keys (draft-ietf-oauth-sd-jwt-vc, section 5)."""
    return _json({"issuer": keys.address(""), "jwks": keys.jwks()}, "application/json")


@require_safe
@same_for_all
def kind_of_service(_request):
    """What an SD-JWT of ours may say, by the name of its kind (`vct`)."""
    return _json(disclosures.kind(), "application/json")


@require_safe
@same_for_all
def status_list(request, number):
    """One list in the form that the verifier asks for: a badge's, as a document or as a token, or an SD-JWT's."""
    at = answers.reader_now()
    match request.get_preferred_type([BITSTRING, BITSTRING_TOKEN, TOKEN_LIST]):
        case "application/vc+jwt":
            response = HttpResponse(status.bitstring_token(number, at), BITSTRING_TOKEN)
        case "application/statuslist+jwt":
            response = HttpResponse(status.token_list(number, at), TOKEN_LIST)
        case _:
            response = JsonResponse(status.bitstring(number, at), content_type=BITSTRING)
    return _kept(response, FOR_A_MINUTE, vary="Accept")


@require_safe
@same_for_all
def picture(_request):
    return _kept(HttpResponse(baking.plain(), "image/svg+xml"), FOR_A_DAY)


def _json(said, content_type):
    return _kept(JsonResponse(said, content_type=content_type), FOR_A_MINUTE)


def _kept(response, how_long, vary=""):
    response.headers["Cache-Control"] = how_long
    # A verifier may be a page of another host; what stands here is for everybody.
    response.headers["Access-Control-Allow-Origin"] = "*"
    if vary:
        response.headers["Vary"] = vary
    return response
