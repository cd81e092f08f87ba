"""Deleting an object of a bucket, and nothing beside it.

Arrow, which reads and writes them, writes an empty object in the place of the folder after each that it deletes; a service
that keeps real folders takes it for a file that stands in their place. So this one request is ours, signed as
AWS Signature Version 4 says (docs.aws.amazon.com, "Create a signed AWS API request").
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qs, quote, unquote, urlsplit

from volunteercloud.core import calls

ALGORITHM = "AWS4-HMAC-SHA256"
NOTHING = hashlib.sha256(b"").hexdigest()
USUAL_REGION = "us-east-1"
PATIENCE_SECONDS = 30.0
GONE = (HTTPStatus.OK, HTTPStatus.NO_CONTENT)


def delete(address: str, key: str) -> None:
    """``address`` is that of the store, as Arrow reads it. Raises OSError where the service does not do it."""
    parts = urlsplit(address)
    said = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    region, bucket = said.get("region", USUAL_REGION), str(parts.hostname)
    if "endpoint_override" in said:
        host, path = said["endpoint_override"], f"/{bucket}/{key}"
    else:
        host, path = f"{bucket}.s3.{region}.amazonaws.com", f"/{key}"
    path = quote(path, safe="/-_.~")
    user = unquote(parts.username or "") or os.environ.get("AWS_ACCESS_KEY_ID", "")
    secret = unquote(parts.password or "") or os.environ.get("AWS_SECRET_ACCESS_KEY", "")
    headers = {"host": host, "x-amz-content-sha256": NOTHING, "x-amz-date": f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"}
    if token := os.environ.get("AWS_SESSION_TOKEN", ""):
        headers["x-amz-security-token"] = token
    headers["authorization"] = signature("DELETE", path, headers, region, user, secret)
    url = f"{said.get('scheme', 'https')}://{host}{path}"
    try:
        reply = calls.ask("DELETE", url, headers=headers, seconds=PATIENCE_SECONDS, most_bytes=None, allowed=None)
    except calls.Unanswered as error:
        raise OSError(f"it does not answer ({error.code})") from None
    if reply.status not in GONE:
        raise OSError(f"it deletes nothing (HTTP {reply.status})")


def signature(method: str, path: str, headers: Mapping[str, str], region: str, user: str, secret: str) -> str:
    """The header of a request without query and body; ``headers`` by name in small letters, all of them are signed."""
    moment, names = headers["x-amz-date"], sorted(headers)
    signed = ";".join(names)
    lines = [f"{name}:{headers[name]}" for name in names]
    request = "\n".join([method, path, "", *lines, "", signed, headers.get("x-amz-content-sha256", NOTHING)])
    scope = f"{moment[:8]}/{region}/s3/aws4_request"
    told = "\n".join([ALGORITHM, moment, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{secret}".encode()
    for word in scope.split("/"):
        key = hmac.digest(key, word.encode(), hashlib.sha256)
    code = hmac.digest(key, told.encode(), hashlib.sha256).hex()
    return f"{ALGORITHM} Credential={user}/{scope}, SignedHeaders={signed}, Signature={code}"
