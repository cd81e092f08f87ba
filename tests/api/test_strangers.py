"""Every route that is about an organization, somebody else or a region, asked by those who have no business there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.attendance import desks
from tests.domain.attendance import factories as attendance
from tests.domain.bulk import factories as bulk
from tests.domain.claims import factories as claims
from tests.domain.objections import factories as objections
from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories as projects
from tests.domain.supervision import factories as supervision
from volunteercloud.api import door
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.certificates import actions as certificates
from volunteercloud.domain.identity import actions as identity
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Document, Role, Seat
from volunteercloud.domain.records.models import RecordHead

PUBLIC = {
    ("get", "/api/v1/organizations/{organization_id}"),
    ("get", "/api/v1/organizations/{organization_id}/projects"),
    ("get", "/api/v1/organizations/{organization_id}/projects/{project_id}"),
    ("get", "/api/v1/organizations/{organization_id}/projects/{project_id}/plan"),
    ("get", "/api/v1/projects/{organization_id}/{project_id}"),
    ("get", "/api/v1/organizations/{organization_id}/reports"),
    ("get", "/api/v1/organizations/liaisons"),
}
UPLOAD = ("post", "/api/v1/organizations/{organization_id}/bulk/sheets")
ABOUT_OTHERS = ("/organizations/{", "/volunteers/{", "/office/")


def routes():
    schema = door.schema()
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            if any(part in path for part in ABOUT_OTHERS) and (method, path) not in PUBLIC:
                yield method, path, body_of(said, schema)


def body_of(said, schema):
    content = said.get("requestBody", {}).get("content", {}).get("application/json")
    return None if content is None else example(content["schema"], schema)


def example(of, schema):
    """Something that fits the description."""
    while "$ref" in of:
        of = schema["components"]["schemas"][of["$ref"].rsplit("/", 1)[1]]
    if "enum" in of:
        return of["enum"][0]
    if "anyOf" in of:
        return example(of["anyOf"][0], schema)
    match of.get("type"), of.get("format"):
        case "object", _:
            wanted = of.get("required", [])
            return {name: example(part, schema) for name, part in of.get("properties", {}).items() if name in wanted}
        case "array", _:
            return [example(of["items"], schema)] if of.get("minItems") else []
        case "boolean", _:
            return True
        case "integer", _:
            return 3
        case _, "uuid":
            return str(uuid4())
        case _, "date-time":
            return "2026-05-18T09:00:00+08:00"
        case _, "date":
            return "2026-05-18"
        case _:
            return "一二三四五六"


@pytest.fixture
def world(owner, organization, shift, volunteer, at):
    """An organization at work, with something waiting at every door."""
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    year = {"from_on": at.date().replace(month=1, day=1), "to_on": at.date().replace(month=12, day=31)}
    asked = certificates.request_certificate(
        actor=volunteer, volunteer_id=volunteer.id, organization_id=organization.id, **year, at=shift.ends_at
    )
    draft = projects.submitted(owner, organization, at)
    head = RecordHead.objects.get()
    extract = certificates.print_extract(actor=volunteer, volunteer_id=volunteer.id, **year, at=shift.ends_at)
    batch = claims.batch(owner, shift)
    neighbour = organizations.person("立秋")
    attendance.sign_up(shift, neighbour, at)
    desk = desks.hand_out(owner, shift)
    out = desk.scan(neighbour, "out", shift.ends_at)
    desk.deliver([out], shift.ends_at)
    return {
        "organization_id": organization.id,
        "shift_id": shift.id,
        "device_id": desk.id,
        "conflict_id": out.id,
        "project_id": draft.id,
        "post_id": shift.post_id,
        "activity_id": shift.activity_id,
        "volunteer_id": volunteer.id,
        "person_id": owner.id,
        "record_id": head.record_id,
        "request_id": asked.id,
        "certificate_id": extract.id,
        "objection_id": objections.raised(volunteer, head, shift.ends_at + timedelta(days=1)).id,
        "batch_id": batch.id,
        "claim_id": claims.claim(neighbour, shift).id,
        "qualification_id": stated(volunteer, at).id,
        "position": 1,
        "document_id": Document.objects.first().id,
        "sanction_id": supervision.impose(organizations.officer("99", "大雪"), organization, at).id,
        "year": supervision.opened(organization).year,
        "sheet_id": bulk.sent(owner, shift).id,
        "case_id": organizations.waiting_case(draft.id).id,
        "number": organizations.number_of(volunteer),
    }


def stated(volunteer, at):
    paper = identity.StatedQualification(name="急救员证", valid_from=at.date())
    return identity.state_qualification(actor=volunteer, volunteer_id=volunteer.id, stated=paper, at=at)


def stranger(world, owner, at):
    return organizations.person("大寒"), {}


def rival(world, owner, at):
    """Runs an organization of their own."""
    somebody = organizations.person("小寒")
    organizations.organization(somebody, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    return somebody, {}


def rival_at_home(world, owner, at):
    """Names their own organization together with what is another's."""
    somebody, _nothing = rival(world, owner, at)
    return somebody, {"organization_id": Seat.objects.get(person_id=somebody.id).organization_id}


def former_coordinator(world, owner, at):
    somebody = organizations.person("大雪")
    home = {"actor": owner, "organization_id": world["organization_id"], "at": at}
    organization_actions.add_staff(**home, number=organizations.number_of(somebody), role=Role.COORDINATOR)
    organization_actions.end_staff(**home, person_id=somebody.id)
    return somebody, {}


def officer_next_door(world, owner, at):
    return organizations.officer("990102"), {}


def is_about_others(who, path):
    """Whoever runs an organization may do at home what names nothing else, and an officer reads the own queue."""
    if who is rival_at_home:
        return "{organization_id}" in path and path.count("{") > 1
    return True


CASES = [
    pytest.param(who, method, path, body, id=f"{who.__name__} {method} {path.removeprefix('/api/v1')}")
    for who in (stranger, rival, rival_at_home, former_coordinator, officer_next_door)
    for method, path, body in routes()
    if is_about_others(who, path)
]


@pytest.mark.parametrize(("who", "method", "path", "body"), CASES)
def test_nothing_is_told_and_nothing_happens(world, owner, as_, at, clock, who, method, path, body):
    somebody, instead = who(world, owner, at)
    caller = as_(somebody)
    written = Entry.objects.count()
    address = path.removeprefix("/api/v1").format(**world | instead)
    if method == "get":
        address += "?region=990101&name=小&from_on=2026-05-18"
    if body is not None and path.endswith(("/scans", "/people")):
        body |= {"volunteer_id": str(world["volunteer_id"]), "request_id": str(uuid4())}
    if (method, path) == UPLOAD:
        form = {"reason": "一二三四五六", "file": SimpleUploadedFile("list.csv", b"name,date,hours")}
        answer = caller.client.post(f"/api/v1{address}", form, headers=caller.headers)
    else:
        answer = caller.ask(method.upper(), address, body)
    told_nothing = who is rival_at_home and (answer.status_code == 409 or answer.json() == [])
    assert answer.status_code in {403, 404} or told_nothing, answer.content.decode()
    assert Entry.objects.count() == written
