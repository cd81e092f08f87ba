"""The Open Badges 3.0 document of somebody's service: a credential of VC 2.0, before it is signed.

Names and sentences are Chinese and English in one, because most readers of badges know but one text. Credit and honour hours
are two results and never one. `creditsEarned` is left out: it counts credits of a curriculum.
"""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from volunteercloud.core import proofs
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.codes import queries as codes_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.codes.models import Relation, Scheme
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.records import proving
from volunteercloud.domain.records.models import CREDIT_GRADES, RecordHead, ServiceRecord

from . import contexts, keys, moments, status
from .models import Scope

ABOUT = "/credentials/service/"
PICTURE = "/credentials/badge.svg"
SALT_BYTES = 16
# A credential is something that fits into a picture: the newest records speak for the rest.
MOST_EVIDENCE = 20
SKILLS = "/api/v1/codes/skill"
SHIFT = "shift"  # the kind of source of a record that a confirmed shift is
GOALS = "https://sdgs.un.org/goals/goal"
CRITERIA = (
    "每段服务都有签到签退、带队人员登记或计时码等证据，并记入公开日志；信用时数与荣誉时数分别计算。 "
    "Each hour is evidenced by check-in and check-out, a leader's register or an hour code, and sealed in a public log; "
    "credit hours and honour hours are counted apart."
)


@dataclass(frozen=True, slots=True)
class Service:
    """What a credential is about: the heads of records that count, with their versions, the oldest first."""

    scope: Scope
    subject_id: UUID | None
    heads: Sequence[RecordHead]

    @property
    def credit_minutes(self) -> int:
        return sum(head.minutes for head in self.heads if head.grade in CREDIT_GRADES)

    @property
    def honour_minutes(self) -> int:
        return sum(head.minutes for head in self.heads if head.grade not in CREDIT_GRADES)

    @property
    def from_on(self) -> date:
        return min(head.day for head in self.heads)

    @property
    def to_on(self) -> date:
        return max(head.day for head in self.heads)

    @property
    def versions(self) -> list[ServiceRecord]:
        return [head.record for head in self.heads]

    @property
    def title(self) -> str:
        """Of whom or what, in both languages; the newest record says how an organization is called."""
        newest = self.versions[-1]
        match self.scope:
            case Scope.ORGANIZATION:
                return _both(newest.organization_name, newest.organization_name_en)
            case Scope.RECORD:
                return _both(newest.title, newest.title_en)
        return "志愿服务 Voluntary service"


def hours(minutes: int) -> str:
    """Hours as people write them: at most two decimals, none that is not needed."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def badge(
    service: Service, volunteer: Volunteer, credential_id: UUID, place: int, at: datetime, *, named: bool
) -> dict[str, Any]:
    """The whole document. The person is said by a salted hash of their number, which whoever is told the number can check,
    and by name if they want."""
    address, index = status.entry(place)
    return {
        "@context": [contexts.CREDENTIALS, contexts.OPEN_BADGES],
        "id": credential_id.urn,
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": service.title,
        "issuer": issuer(),
        "validFrom": moments.written(at),
        "awardedDate": moments.written(at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _identifiers(volunteer, named=named),
            # Whole days, said as the moments that the schema wants: at what hour somebody serves is nobody's business.
            "activityStartDate": _moment(service.from_on, time.min),
            "activityEndDate": _moment(service.to_on, time(23, 59, 59)),
            "achievement": _achievement(service, at),
            "result": _results(service),
        },
        "evidence": _evidence(service),
        "credentialStatus": {
            "id": f"{address}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": address,
        },
    }


def issuer() -> dict[str, Any]:
    name = settings.SITE_NAME or "志愿云 Volunteer Cloud"
    return {"id": keys.did(), "type": ["Profile"], "name": name, "url": keys.address("/")}


def _achievement(service: Service, at: datetime) -> dict[str, Any]:
    alignment = [*_goals(service), *_skills(service)]
    return {
        "id": _achievement_id(service),
        "type": ["Achievement"],
        "achievementType": "CommunityService",
        "name": service.title,
        "description": _sentence(service, at),
        "criteria": {"id": keys.address(ABOUT), "narrative": CRITERIA},
        "image": {"id": keys.address(PICTURE), "type": "Image", "caption": "志愿服务印 Seal of voluntary service"},
        "resultDescription": [
            {
                "id": f"{_achievement_id(service)}-{code}",
                "type": ["ResultDescription"],
                "name": name,
                "resultType": "Result",
            }
            for code, name in RESULTS.items()
        ],
        **({"alignment": alignment} if alignment else {}),
    }


RESULTS = {"credit-hours": "信用时数 Credit hours", "honour-hours": "荣誉时数 Honour hours"}


def _results(service: Service) -> list[dict[str, Any]]:
    minutes = (service.credit_minutes, service.honour_minutes)
    return [
        {"type": ["Result"], "resultDescription": f"{_achievement_id(service)}-{code}", "value": hours(served)}
        for code, served in zip(RESULTS, minutes, strict=True)
    ]


def _achievement_id(service: Service) -> str:
    about = f"{service.scope}-{service.subject_id}" if service.subject_id else service.scope.value
    return keys.address(f"{ABOUT}#{about}")


def _sentence(service: Service, at: datetime) -> str:
    credit, honour = hours(service.credit_minutes), hours(service.honour_minutes)
    day, count = timezone.localdate(at).isoformat(), len(service.heads)
    return (
        f"截至 {day}：信用时数 {credit} 小时，荣誉时数 {honour} 小时，服务记录 {count} 条。 "
        f"As of {day}: {credit} credit hours and {honour} honour hours in {count} service records."
    )


def _identifiers(volunteer: Volunteer, *, named: bool) -> list[dict[str, Any]]:
    salt = secrets.token_hex(SALT_BYTES)
    hashed = hashlib.sha256((volunteer.number + salt).encode()).hexdigest()
    said: list[dict[str, Any]] = [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": f"sha256${hashed}",
            "identityType": "identifier",
            "salt": salt,
        }
    ]
    if named:
        said.append({"type": "IdentityObject", "hashed": False, "identityHash": volunteer.name, "identityType": "name"})
    return said


def _goals(service: Service) -> list[dict[str, Any]]:
    """The goals of the United Nations that the kinds of service come near to, as the code lists say."""
    matches = codes_queries.matches("category")
    categories = {version.category for version in service.versions}
    found = {
        match.target: match.target_name
        for category in categories
        for match in matches.get(category, ())
        if match.scheme == Scheme.SDG_GOAL and match.relation != Relation.RELATED
    }
    return [
        {
            "type": ["Alignment"],
            "targetType": "ext:SustainableDevelopmentGoal",
            "targetFramework": "Sustainable Development Goals",
            "targetCode": code,
            "targetName": found[code],
            "targetUrl": f"{GOALS}{code}",
        }
        for code in sorted(found, key=int)
    ]


def _skills(service: Service) -> list[dict[str, Any]]:
    """The skills that the posts asked for which somebody served at; what was brought along has no post here."""
    shifts = {
        (head.organization_id, head.source_id)
        for head in service.heads
        if head.source_kind == SHIFT and not head.origin
    }
    return [
        {
            "type": ["Alignment"],
            "targetType": "ext:Skill",
            "targetFramework": "志愿云技能目录 Skills of Volunteer Cloud",
            "targetCode": code,
            "targetName": _both(*(codes_queries.label(CodeList.SKILL, code, language) for language in ("zh", "en"))),
            "targetUrl": keys.address(SKILLS),
        }
        for code in sorted(activity_queries.skills_asked(shifts))
    ]


def _evidence(service: Service) -> list[dict[str, Any]]:
    """Where the newest records stand in the public log. The commitment is what is published there; the holder can show the
    proof that leads to it."""
    bundles = proving.bundles(service.versions[-MOST_EVIDENCE:])
    return [_entry(bundle) for bundle in bundles] or [
        {"id": keys.address("/log/"), "type": ["Evidence"], "name": "公开日志 Public log"}
    ]


def _entry(bundle: dict[str, Any]) -> dict[str, Any]:
    salt, content = base64.b64decode(bundle["salt"]), bundle["content"].encode()
    committed = proofs.commitment(bundle["kind"], salt, content).hex()
    return {
        "id": keys.address(f"/log/#{bundle['index']}"),
        "type": ["Evidence"],
        "name": f"公开日志第 {bundle['index']} 条 Entry {bundle['index']} of the public log",
        "narrative": f"SHA-256 {committed}",
        "genre": "inclusion proof",
    }


def _moment(day: date, hour: time) -> str:
    return timezone.make_aware(datetime.combine(day, hour)).isoformat()


def _both(chinese: str, english: str) -> str:
    return f"{chinese} {english}".strip()
