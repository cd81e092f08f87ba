"""What the generated description lacks: who may ask, how it says no, what may be sent again."""

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation

from volunteercloud.api import events
from volunteercloud.api.examples import example
from volunteercloud.api.keys import Token
from volunteercloud.api.resends import HEADER, LONGEST_KEY

INTRODUCTION = """\
The platform's whole main line as JSON: what the pages can do, this can do.

**Who asks.** Send `Authorization: Bearer <key>`. A person makes a key under “Account and security”, or with a session
by `POST /me/tokens`; each key is for named scopes and never allows more than its person may do. Apps sign people in at
`/_allauth/app/v1/` and send the session token as `X-Session-Token`; pages send their session cookie with `X-CSRFToken`.

**How it says no.** Every refusal is a problem document (RFC 9457): a stable `code`, a sentence (`detail`), what to do
next (`next_step`), the `field` to mend if it is one, and `facts` for programs. Sentences are in the language of
`Accept-Language`, Chinese or English. 409 means that things stand against it, 422 that something is to be mended.

**Sending again.** `PUT`, `DELETE` and scans (by `request_id`) may be sent again as they are. A `POST` that makes
something takes the header `Idempotency-Key`: the same key and request within a day give the first answer again.

**Being told.** What happens with an organization is posted to addresses that its owners name, signed as Standard Webhooks
1.0 has it: `/organizations/{organization_id}/webhooks`, and below under “webhooks” what is posted.

**Lists** come in pages: `limit` up to 100, and `cursor`, the `next` of the page before.

Times are ISO 8601 with an offset, answered in UTC; days are days in the region's time; durations are whole minutes.
Codes are those of `/codes` and `/regions`.
"""

PROBLEM = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:volunteercloud:problem:signup.clash"]},
        "title": {"type": "string", "examples": ["Not possible as things stand"]},
        "status": {"type": "integer", "examples": [409]},
        "detail": {"type": "string", "examples": ["You already hold a place in another shift at this time."]},
        "code": {"type": "string", "description": "Stable and never translated.", "examples": ["signup.clash"]},
        "next_step": {"type": "string", "examples": ["Leave the other shift first, or choose another time."]},
        "instance": {
            "type": "string",
            "description": "The request, by the id that the answer has in `X-Request-ID`: name it where you ask us why.",
            "examples": ["urn:volunteercloud:request:019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10"],
        },
        "field": {"type": "string", "description": "The input to mend, if it is one."},
        "facts": {"type": "object", "description": "For programs: numbers, times and codes behind the sentence."},
        "errors": {
            "type": "array",
            "description": "Everything that does not fit the description of the request.",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")},
            },
        },
    },
}
PROBLEM_RESPONSE = {
    "description": "A problem document says why not, and what to do.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
RESEND_KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": "The same key and request within a day give the first answer again.",
    "schema": {"type": "string", "maxLength": LONGEST_KEY, "examples": ["019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10"]},
}
OTHER_MEDIA = {
    "my_calendar_text": ["text/calendar"],
    "my_certificate_pdf": ["application/pdf"],
    "document_photo": ["image/jpeg"],
    "hour_code_sheet": ["application/pdf"],
    "hour_code_spreadsheet": ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    "claim_proof": ["image/jpeg"],
    "export_file": ["*/*"],  # as it was ordered
    "my_badge_document": ["application/vc"],
    "my_badge_png": ["image/png"],
    "my_badge_svg": ["image/svg+xml"],
    "my_credential_token": ["application/vc+jwt", "application/dc+sd-jwt"],
    "read_document": ["application/pdf", "image/jpeg"],
}
# What is given beside JSON to whoever asks for it by `Accept`.
MORE_MEDIA = {
    "statistics_compare": "text/csv",
    "statistics_total": "text/csv",
    "statistics_parts": "text/csv",
    "statistics_series": "text/csv",
    "statistics_children": "text/csv",
    "statistics_values": "text/csv",
    "exchange_messages": "application/xml",
    "bring_message": "application/xml",
}


def completed(schema: dict[str, Any], api: NinjaAPI) -> Any:
    """The description as it is given out."""
    schema["components"]["schemas"]["Problem"] = PROBLEM
    schema["components"]["responses"] = {"Problem": PROBLEM_RESPONSE}
    described = {said["operationId"]: said for path in schema["paths"].values() for said in path.values()}
    for operation in _operations(api):
        said = described[operation.operation_id or api.get_openapi_operation_id(operation)]
        _complete(said, operation)
        show(said, schema["components"]["schemas"])
    schema["webhooks"] = events.described()
    return schema


def _operations(api: NinjaAPI) -> Iterator[Operation]:
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            yield from (operation for operation in view.operations if operation.include_in_schema)


def _complete(said: dict[str, Any], operation: Operation) -> None:
    said["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    for parameter in said["parameters"]:
        # In a parameter `examples` would be a map of named ones; those of its schema say the same.
        parameter.pop("examples", None)
    if getattr(operation.view_func, "done_once", False):
        said["parameters"].append(RESEND_KEY)
    if media := OTHER_MEDIA.get(operation.view_func.__name__):
        said["responses"][200]["content"] = {kind: {} for kind in media}
    if kind := MORE_MEDIA.get(operation.view_func.__name__):
        said["responses"][200]["content"][kind] = {}
    scopes = {callback.scope.value for callback in operation.auth_callbacks or () if isinstance(callback, Token)}
    for requirement in said.get("security", ()):
        if "Token" in requirement:
            requirement["Token"] = sorted(scopes)
    if operation.auth_callbacks and not all(hasattr(one, "openapi_type") for one in operation.auth_callbacks):
        said["security"].append({})  # nobody known may ask, too


def show(said: dict[str, Any], components: dict[str, Any]) -> None:
    """An example for every body, both ways."""
    answers = (answer for status, answer in said["responses"].items() if status != "default")
    for part in (said.get("requestBody", {}), *answers):
        for content in part.get("content", {}).values():
            if "schema" in content:
                content["example"] = example(content["schema"], components)
