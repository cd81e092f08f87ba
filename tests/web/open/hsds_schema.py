"""The part of the Human Services Data Specification 3.0 that is published here, as JSON Schema, written from its reference
(docs.openreferral.org): which fields there are, which of them have to be, their formats and their code lists."""

UUID = {"type": "string", "format": "uuid"}
TEXT = {"type": "string", "minLength": 1}
URI = {"type": "string", "format": "uri"}
DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
CLOCK = {"type": "string", "pattern": r"^\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$"}
AGE = {"type": "number", "minimum": 0}


def thing(required: str, **fields) -> dict:
    """An object with these fields and no others."""
    return {"type": "object", "required": required.split(), "properties": fields, "additionalProperties": False}


def many(each: dict) -> dict:
    return {"type": "array", "items": each}


TAXONOMY = thing("id name description", id=UUID, name=TEXT, description=TEXT, uri=URI, version=TEXT)
TERM = thing("id name description", id=UUID, code=TEXT, name=TEXT, description=TEXT, taxonomy_id=UUID)
ATTRIBUTE = thing(
    "id", id=UUID, link_id=UUID, taxonomy_term_id=UUID, link_type=TEXT, link_entity={"const": "service"}, value=TEXT
)
LANGUAGE = thing("id", id=UUID, service_id=UUID, name=TEXT, code=TEXT)
AREA = thing("id", id=UUID, service_id=UUID, name=TEXT)
SCHEDULE = thing(
    "id",
    id=UUID,
    service_id=UUID,
    valid_from=DATE,
    valid_to=DATE,
    dtstart=DATE,
    until=DATE,
    freq={"enum": ["WEEKLY", "MONTHLY"]},
    interval={"type": "number"},
    byday={"type": "string", "pattern": "^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$"},
    opens_at=CLOCK,
    closes_at=CLOCK,
)
LOCATION = thing(
    "id location_type",
    id=UUID,
    location_type={"enum": ["physical", "postal", "virtual"]},
    name=TEXT,
    alternate_name=TEXT,
    external_identifier=TEXT,
    external_identifier_type=TEXT,
)
NUMBER = thing("id identifier_type identifier", id=UUID, identifier_scheme=TEXT, identifier_type=TEXT, identifier=TEXT)
OF_ORGANIZATION = {
    "id": UUID,
    "name": TEXT,
    "alternate_name": TEXT,
    "description": TEXT,
    "website": URI,
    "uri": URI,
}
ORGANIZATION = thing("id name description", **OF_ORGANIZATION, organization_identifiers=many(NUMBER))
LISTED_ORGANIZATION = thing("id name description", **OF_ORGANIZATION)
OF_SERVICE = {
    "id": UUID,
    "organization_id": UUID,
    "name": TEXT,
    "alternate_name": TEXT,
    "description": TEXT,
    "url": URI,
    "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]},
    "application_process": TEXT,
    "minimum_age": AGE,
    "last_modified": {"type": "string", "format": "date-time"},
}
LISTED_SERVICE = thing("id name status", **OF_SERVICE)
PLACE = {"id": UUID, "service_id": UUID, "location_id": UUID, "location": LOCATION}
SERVICE = thing(
    "id name status",
    **OF_SERVICE,
    schedules=many(SCHEDULE),
    service_areas=many(AREA),
    service_at_locations=many(thing("id", **PLACE)),
    languages=many(LANGUAGE),
    organization=ORGANIZATION,
    attributes=many(ATTRIBUTE),
)
SERVICE_AT_LOCATION = thing("id", **PLACE, service=LISTED_SERVICE)


def page(each: dict) -> dict:
    """The head of a numbered page, all of which an interface has to give, and its contents."""
    whole, yes = {"type": "integer", "minimum": 0}, {"type": "boolean"}
    head = {
        "total_items": whole,
        "total_pages": whole,
        "page_number": {"type": "integer", "minimum": 1},
        "size": whole,
        "first_page": yes,
        "last_page": yes,
        "empty": yes,
    }
    return thing(" ".join([*head, "contents"]), **head, contents=many(each))
