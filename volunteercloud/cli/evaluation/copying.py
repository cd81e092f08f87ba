"""Writing a made-up city: straight into the tables by COPY, for how records are written is not what is evaluated.

Only into a database that holds nobody. Names of people are drawn from solar terms; nobody in it exists.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import NOT_PROVIDED, Model
from django.utils import timezone
from psycopg.types.range import TimestamptzRange

from volunteercloud.cli.problem import Problem
from volunteercloud.core import memory
from volunteercloud.domain.activities.models import Activity, Post, Shift, SignUp
from volunteercloud.domain.attendance.models import Attendance, Scan
from volunteercloud.domain.claims.models import Proof, ServiceClaim
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Organization, Staff
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead
from volunteercloud.domain.regions.models import Region

from .honest import CITY, FAR, PROVINCE
from .world import Entry, World

Rows = Iterable[Mapping[str, Any]]
BEGAN = date(2020, 1, 1)
METHODS = {"C": "hour", "D": "claim", "E": "late"}


def write(world: World) -> None:
    """Everything but attempts at overlapping records. Refused where somebody is registered already."""
    if Volunteer.objects.exists():
        raise Problem("This database holds people.", "The radar is evaluated on a database of its own.")
    _regions()
    copy(Volunteer, (_volunteer(world, number) for number in range(len(world.people))))
    with transaction.atomic():  # an organization and its owner lead to each other
        copy(Staff, (_owner(world, one) for one in world.organizations))
        copy(Organization, (_organization(world, number) for number in range(len(world.organizations))))
    copy(
        Project,
        (
            _of(one) | {"id": one.id, "title": "社区服务", "created_at": world.begins, "changed_at": world.begins}
            for one in world.organizations
        ),
    )
    copy(Activity, (_activity(world, one) for one in world.organizations))
    copy(Post, (_of(one) | {"id": one.id, "activity_id": one.id, "name": "服务"} for one in world.organizations))
    copy(Shift, (_shift(one) for organization in world.organizations for one in organization.shifts))
    copy(SignUp, map(_sign_up, world.entries))
    copy(Attendance, map(_attendance, world.entries))
    copy(Scan, (scan for entry in world.entries for scan in _scans(world, entry)))
    claimed = [entry for entry in world.entries if entry.picture]
    copy(ServiceClaim, map(_claim, claimed))
    copy(Proof, map(_proof, claimed))
    copy(OrganizationRecord, map(_record, world.entries))
    copy(RecordHead, map(head, world.entries))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    memory.forget_all()


def copy(model: type[Model], rows: Rows) -> None:
    """Rows by the names of columns; what is left out has the default of its field."""
    fields = [field for field in model._meta.concrete_fields if field.column and not field.generated]
    empty = {
        field.attname: None if field.default is NOT_PROVIDED and field.null else field.get_default() for field in fields
    }
    names = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as sink:
        for row in rows:
            said = empty | row
            sink.write_row([said[field.attname] for field in fields])


def _regions() -> None:
    codes = {code[:length] for code in (*CITY, *PROVINCE, *FAR) for length in (2, 4, 6)}
    for code in sorted(codes, key=lambda code: (len(code), code)):
        Region.objects.create(
            code=code, parent_id=code[:-2] or None, level=len(code) // 2, name=f"测区{code}", valid_from=BEGAN
        )


def _volunteer(world: World, number: int) -> dict[str, Any]:
    person = world.people[number]
    return {
        "id": person.id,
        "number": f"V{number:09}",
        "name": person.name,
        "birth_on": date(1990, 4, 20),
        "region_id": person.home,
        "real_name_level": 1,
        "real_name_at": person.registered_at,
        "registered_at": person.registered_at,
        "skills": [],
        "languages": [],
        "categories": [],
    }


def _organization(world: World, number: int) -> dict[str, Any]:
    organization = world.organizations[number]
    return {
        "id": organization.id,
        "number": f"G{number:07}",
        "name": f"测试志愿服务队{number + 1}",
        "kind": "team",
        "region_id": organization.region,
        "liaison_id": organization.id,
        "owner_id": organization.leaders[0].id,
        "state": "active",
        "created_at": world.begins,
    }


def _owner(world: World, organization: Any) -> dict[str, Any]:
    owner = organization.leaders[0]
    return _of(organization) | {"person_id": owner.id, "name": owner.name, "role": "owner", "since": world.begins}


def _of(organization: Any) -> dict[str, Any]:
    return {"organization_id": organization.id}


def _activity(world: World, organization: Any) -> dict[str, Any]:
    latitude, longitude = organization.point
    return _of(organization) | {
        "id": organization.id,
        "project_id": organization.id,
        "title": "社区服务",
        "region_id": organization.region,
        "place": "社区中心",
        "latitude": latitude,
        "longitude": longitude,
        "created_at": world.begins,
    }


def _shift(shift: Any) -> dict[str, Any]:
    home = shift.organization.id
    return {
        "organization_id": home,
        "id": shift.id,
        "project_id": home,
        "activity_id": home,
        "post_id": home,
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "places": 500,
    }


def _place(entry: Entry) -> dict[str, Any]:
    return _of(entry.shift.organization) | {"shift_id": entry.shift.id, "volunteer_id": entry.person.id}


def _sign_up(entry: Entry) -> dict[str, Any]:
    added = {
        "added_by": entry.entered_by.id,
        "added_by_name": entry.entered_by.name,
        "added_reason": "当天来帮忙，名单上漏了",
    }
    return (
        _place(entry)
        | {
            "state": "confirmed",
            "volunteer_name": entry.person.name,
            "volunteer_number": "V",
            "signed_up_at": entry.on_roster_at,
            "changed_at": entry.on_roster_at,
        }
        | (added if entry.was_added else {})
    )


def _attendance(entry: Entry) -> dict[str, Any]:
    method = entry.scans[0].method if entry.scans else METHODS[entry.grade]
    return _place(entry) | {
        "state": "confirmed",
        "in_at": entry.shift.starts_at,
        "in_method": method,
        "out_at": entry.shift.ends_at,
        "out_method": method,
        "confirmed_at": entry.written_at,
        "confirmed_by": entry.entered_by.id,
        "record_id": entry.record_id,
    }


def _scans(world: World, entry: Entry) -> Iterable[dict[str, Any]]:
    for scan in entry.scans:
        latitude, longitude = scan.point or (None, None)
        yield _place(entry) | {
            "request_id": world.new_id(),
            "direction": scan.direction,
            "method": scan.method,
            "at": scan.at,
            "actor_id": scan.taken_by,
            "actor_name": entry.person.name,
            "latitude": latitude,
            "longitude": longitude,
        }


def _claim(entry: Entry) -> dict[str, Any]:
    return _place(entry) | {
        "id": entry.record_id,
        "volunteer_name": entry.person.name,
        "volunteer_number": "V",
        "claimed_by": entry.person.id,
        "claimed_by_name": entry.person.name,
        "claimed_at": entry.shift.ends_at,
        "starts_at": entry.shift.starts_at,
        "ends_at": entry.shift.ends_at,
        "text": "全程参加",
        "state": "confirmed",
        "answer_by": entry.written_at,
        "served_from": entry.shift.starts_at,
        "served_to": entry.shift.ends_at,
        "closed_at": entry.written_at,
        "answered_by": entry.entered_by.id,
        "record_id": entry.record_id,
    }


def _proof(entry: Entry) -> dict[str, Any]:
    picture = entry.picture
    assert picture is not None  # noqa: S101  only claims with a picture come here
    signed = picture.bits - (1 << 64) if picture.bits >> 63 else picture.bits
    return _place(entry) | {
        "claim_id": entry.record_id,
        "position": 1,
        "media_type": "image/jpeg",
        "content": b"",
        "digest": picture.digest,
        "picture_hash": signed,
        "given_at": max(entry.on_roster_at, entry.shift.ends_at),
    }


def _minutes(entry: Entry) -> int:
    return entry.shift.lasts // timedelta(minutes=1)


def _record(entry: Entry) -> dict[str, Any]:
    return _place(entry) | {
        "record_id": entry.record_id,
        "volunteer_name": entry.person.name,
        "volunteer_number": "V",
        "activity_id": entry.shift.organization.id,
        "title": "社区服务",
        "version": 1,
        "standing": "valid",
        "day": timezone.localdate(entry.shift.starts_at),
        "starts_at": entry.shift.starts_at,
        "ends_at": entry.shift.ends_at,
        "kind": "service",
        "minutes": _minutes(entry),
        "grade": entry.grade,
        "flags": entry.flags,
        "confirmer_id": entry.entered_by.id,
        "confirmer_name": entry.entered_by.name,
        "first_written_at": entry.written_at,
        "written_at": entry.written_at,
    }


def head(entry: Entry) -> dict[str, Any]:
    return {
        "volunteer_id": entry.person.id,
        "record_id": entry.record_id,
        "version_id": entry.record_id,
        "version": 1,
        "standing": "valid",
        "day": timezone.localdate(entry.shift.starts_at),
        "during": TimestamptzRange(entry.shift.starts_at, entry.shift.ends_at),
        "organization_id": entry.shift.organization.id,
        "kind": "service",
        "minutes": _minutes(entry),
        "grade": entry.grade,
        "flags": entry.flags,
        "source_kind": "shift",
        "source_id": entry.shift.id,
        "first_written_at": entry.written_at,
    }
