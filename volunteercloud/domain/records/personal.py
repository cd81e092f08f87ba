"""Service records. They are kept by law; their details are sealed in the rows, so that the log still proves them."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Purpose

HELD = (
    Held(
        model="records.ServiceRecord",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.SEALED,
        fields={
            C.PLACE: "latitude longitude",
            C.WORDS: "reason content trail findings",
            C.NAME: "recorder_name confirmer_name",
            C.HOME: "home_region_code",
            C.TRACES: "source_kind",
        },
        by_area=True,
    ),
    Held(
        model="records.ServiceRecord",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.KEPT,
        fields={
            C.SERVICE: "day title title_en post category beneficiaries organization_name organization_name_en service_region_code"
        },
        because="what the organization achieved, and what certificates and the log prove; under an id that leads to nobody",
    ),
    Held(
        model="records.ServiceRecord",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.KEPT,
        fields={C.SECRETS: "details_sealed"},
        because="what is sealed",
    ),
    Held(
        model="records.RecordHead",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.PLACE: "latitude longitude"},
    ),
    Held(
        model="records.RecordHead",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.KEPT,
        fields={C.SERVICE: "day during flags source_kind origin moved_to"},
        because="as the record",
    ),
    Held(
        model="records.OrganizationRecord",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "volunteer_name", C.NUMBER: "volunteer_number"},
    ),
    Held(
        model="records.OrganizationRecord",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.KEPT,
        fields={C.SERVICE: "title day flags"},
        because="the organization’s own record of what it achieved",
    ),
    Held(
        model="records.OrganizationRecord",
        person="confirmer_id",
        purpose=Purpose.WORK,
        closing=Closing.KEPT,
        fields={C.NAME: "confirmer_name"},
        because="who confirms, answers for it by name",
    ),
)
