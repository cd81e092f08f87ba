"""What an SD-JWT is made of (RFC 9901): claims that were hashed one by one, so that each can be shown or left out."""

import hashlib
import json
import secrets
from datetime import datetime
from typing import Any

from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.regions import queries as region_queries

from . import documents, keys, moments, status
from .documents import Service

TYPE = "/credentials/types/service"
SALT_BYTES = 16
MOST_ORGANIZATIONS = 50
CLAIMS = ("credit_hours", "honour_hours", "period", "organizations", "region", "name", "volunteer_number")


def type_address() -> str:
    return keys.address(TYPE)


def kind() -> dict[str, Any]:
    """What this kind of credential may say: every claim may be left out."""
    return {
        "vct": type_address(),
        "name": "Voluntary service",
        "description": "Hours of voluntary service, credit and honour hours apart, as the issuer counts them.",
        "display": [
            {"locale": locale, "name": name} for locale, name in (("zh-Hans", "志愿服务"), ("en", "Voluntary service"))
        ],
        "claims": [{"path": [name], "sd": "always"} for name in CLAIMS],
    }


def made(service: Service, volunteer: Volunteer, place: int, at: datetime) -> dict[str, Any]:
    """The payload and its disclosures, before it is signed. What always shows is who issued it, when, and where to look whether
    it stands; everything about the person and their service is the holder's to show."""
    address, index = status.entry(place)
    disclosures = [disclosure(name, said) for name, said in _claims(service, volunteer).items()]
    payload = {
        "iss": keys.address(""),
        "iat": moments.seconds(at),
        "nbf": moments.seconds(at),
        "vct": type_address(),
        "status": {"status_list": {"idx": index, "uri": address}},
        "_sd_alg": "sha-256",
        # In the order of the hashes, which tells nothing of what they hide.
        "_sd": sorted(hashed(each) for each in disclosures),
    }
    return {"payload": payload, "disclosures": disclosures}


def disclosure(name: str, said: Any) -> str:
    salt = keys.base64url(secrets.token_bytes(SALT_BYTES))
    return keys.base64url(json.dumps([salt, name, said], ensure_ascii=False).encode())


def hashed(disclosure: str) -> str:
    return keys.base64url(hashlib.sha256(disclosure.encode()).digest())


def name_of(disclosure: str) -> str:
    """Which claim a disclosure is of; empty for what is none. What it says is not looked at."""
    try:
        found = json.loads(keys.from_base64url(disclosure))
    except (ValueError, RecursionError):
        return ""
    is_one = isinstance(found, list) and len(found) == 3 and isinstance(found[1], str)
    return found[1] if is_one else ""


def _claims(service: Service, volunteer: Volunteer) -> dict[str, Any]:
    organizations = dict.fromkeys(version.organization_name for version in reversed(service.versions))
    region = volunteer.region_id or ""
    said = (
        float(documents.hours(service.credit_minutes)),
        float(documents.hours(service.honour_minutes)),
        {"from": service.from_on.isoformat(), "to": service.to_on.isoformat()},
        list(organizations)[:MOST_ORGANIZATIONS],
        {"code": region, "name": region_queries.full_name(region, "zh-hans") if region else ""},
        volunteer.name,
        volunteer.number,
    )
    return dict(zip(CLAIMS, said, strict=True))
