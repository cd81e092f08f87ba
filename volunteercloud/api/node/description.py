"""The description of the door between nodes: its introduction, and how it says no."""

from typing import Any

from ninja import NinjaAPI

from volunteercloud.api.description import PROBLEM, PROBLEM_RESPONSE, show

INTRODUCTION = """\
What installations of Volunteer Cloud say to each other. Programs of people and organizations use `/api/v1/` instead.

**Who asks.** A node that officers here confirmed, after both sides compared fingerprints; its keys are those of its node
document at `/.well-known/volunteercloud-node`. Content and answers travel over HTTPS only.

**How a request is signed.** HTTP Message Signatures (RFC 9421) with Ed25519, labelled `node`, tag `volunteercloud-node`,
with `created`, a `nonce` of 16 to 64 characters, and as `keyid` the thumbprint (RFC 7638) of the key. Covered are
`@method`, `@target-uri`, `content-digest` (RFC 9530, also of empty content), `volunteercloud-node` (the name of the one who
asks), `volunteercloud-version`, and `content-type` and `content-encoding` where they are sent. A signature is taken within
five minutes of its time, and each nonce once.

**How an answer is signed.** The same way by the answering node, labelled `answer`, tag `volunteercloud-answer`, over
`@status`, `content-digest`, `content-type`, `volunteercloud-node`, `content-encoding` where it is sent, and of the request
`"@method";req`, `"@target-uri";req` and `"signature";req;key="node"`: it answers that one request.

**Versions.** `Volunteercloud-Version` says which is spoken; the node document lists them, and both use the highest common
one. Members that are not known are kept and given on.

**How it says no.** Problem documents (RFC 9457) with a stable `code`: `node.unknown`, `node.withdrawn`, `node.signature`,
`node.clock`, `node.replayed`, `node.version`, and those of each operation.
"""


def completed(schema: dict[str, Any], api: NinjaAPI) -> dict[str, Any]:
    """The description as it is given out."""
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["responses"] = {"Problem": PROBLEM_RESPONSE}
    components["securitySchemes"] = {
        "Signature": {
            "type": "apiKey",
            "in": "header",
            "name": "Signature",
            "description": "RFC 9421 with Ed25519, as the introduction says.",
        }
    }
    schema["security"] = [{"Signature": []}]
    for path in schema["paths"].values():
        for said in path.values():
            said["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
            show(said, components["schemas"])
    return schema
