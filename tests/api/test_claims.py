"""Hour codes, claims and late entries by the API: each route by somebody who may, and what it refuses."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.attendance import factories as attendance
from tests.domain.claims import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.domain.claims import rules
from volunteercloud.domain.claims.models import CodeTries
from volunteercloud.domain.records.models import RecordHead

HOUR = timedelta(hours=1)


@pytest.fixture
def leader(owner, as_):
    return as_(owner)


@pytest.fixture
def me(volunteer, shift, as_, at, clock):
    attendance.sign_up(shift, volunteer, at)
    clock.at = shift.starts_at
    return as_(volunteer)


@pytest.fixture
def spot(shift):
    return f"/organizations/{shift.organization_id}/shifts/{shift.id}"


@pytest.fixture
def home(organization):
    return f"/organizations/{organization.id}"


def send_claim(caller, shift, *uploads, **changes):
    said = {
        "id": ids.uuid7(),
        "organization_id": shift.organization_id,
        "shift_id": shift.id,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
        "text": "送了十二份午餐。",
        "files": [SimpleUploadedFile("proof.png", upload) for upload in uploads or (factories.picture(),)],
    } | changes
    return caller.client.post("/api/v1/me/claims", said, headers=caller.headers)


def test_codes_are_made_taken_along_and_redeemed(leader, me, spot, home, shift, clock):
    batch_id = str(ids.uuid7())
    for size in (3, 9):
        made = leader.post(f"{spot}/hour-codes", {"id": batch_id, "minutes": 120, "size": size})
        assert (made.status_code, made.json()["id"], made.json()["size"]) == (201, batch_id, 3)
    slips = leader.get(f"{home}/hour-codes/{batch_id}/codes").json()
    assert [slip["serial"] for slip in slips] == [1, 2, 3]
    clock.at = shift.ends_at + HOUR
    redeemed = [me.post("/me/hour-codes", {"code": slips[0][typed]}).json() for typed in ("code", "address")]
    assert redeemed[0] == redeemed[1] == {"record_id": str(RecordHead.objects.get().record_id)}
    assert [batch["redeemed"] for batch in leader.get(f"{spot}/hour-codes").json()] == [1]
    paper = leader.get(f"{home}/hour-codes/{batch_id}/sheet.pdf")
    table = leader.get(f"{home}/hour-codes/{batch_id}/sheet.xlsx")
    assert (paper.content[:5], table.content[:2]) == (b"%PDF-", b"PK")
    withdrawn = leader.post(f"{home}/hour-codes/{batch_id}/withdrawal", {"reason": "有人拍了照片。"})
    assert withdrawn.json()["withdrawn_reason"] == "有人拍了照片。"


def test_a_wrong_code_is_counted_although_it_is_refused(me):
    wrong = factories.hour_codes.code_of(ids.uuid7(), 1, 1)
    answers = [me.post("/me/hour-codes", {"code": wrong}).json()["code"] for _ in range(11)]
    assert answers == ["hour_code.not_yours"] * 10 + ["hour_code.too_many"]
    assert CodeTries.objects.get().wrong == 11
    assert me.post("/me/hour-codes", {"code": wrong[:-1]}).json()["code"] == "hour_code.mistyped"


def test_one_person_gets_ten_guesses_an_hour_from_a_thousand_addresses(me, leader, shift, spot, home, clock):
    batch_id = str(ids.uuid7())
    leader.post(f"{spot}/hour-codes", {"id": batch_id, "minutes": 120, "size": 1})
    right = leader.get(f"{home}/hour-codes/{batch_id}/codes").json()[0]["code"]
    clock.at = shift.ends_at

    def guess(code, turn):
        me.client.defaults["REMOTE_ADDR"] = f"198.51.{turn // 250}.{turn % 250}"
        return me.post("/me/hour-codes", {"code": code}).json()["code"]

    wrong = [factories.hour_codes.code_of(ids.uuid7(), 1, 1) for _ in range(1000)]
    answers = [guess(code, turn) for turn, code in enumerate(wrong)]
    assert answers == ["hour_code.not_yours"] * 10 + ["hour_code.too_many"] * 990
    assert guess(right, 1000) == "hour_code.too_many"


def test_a_thousand_people_guess_too_slowly():
    """All of them on one roster, for which 200 codes were printed: one code in a hundred thousand years."""
    an_hour = 1000 * rules.WRONG_CODES_AN_HOUR
    of_a_code = len(ids.READABLE) ** factories.hour_codes.DRAWN / 200
    assert of_a_code / 2 / an_hour / (365 * 24) > 100_000


def test_a_claim_is_made_seen_and_confirmed(leader, me, home, shift, clock):
    assert send_claim(me, shift).json()["code"] == "claim.not_over"
    clock.at = shift.ends_at + HOUR
    made = send_claim(me, shift, factories.picture(), factories.pdf())
    assert (made.status_code, made.json()["state"]) == (201, "open")
    claim = f"{home}/claims/{made.json()['id']}"
    assert [row["id"] for row in leader.get(f"{home}/claims").json()["items"]] == [made.json()["id"]]
    assert leader.get(claim).json()["proofs"] == [
        {"position": 1, "media_type": "image/jpeg", "again": False},
        {"position": 2, "media_type": "application/pdf", "again": False},
    ]
    assert leader.get(f"{claim}/proofs/2").content == factories.pdf()
    shorter = {"ends_at": (shift.ends_at - HOUR).isoformat(), "reason": "后一小时不在。"}
    assert leader.post(f"{claim}/confirmation", shorter | {"reason": ""}).json()["code"] == "claim.reason"
    assert leader.post(f"{claim}/confirmation", shorter).json()["state"] == "confirmed"
    (mine,) = me.get("/me/claims").json()["items"]
    assert (mine["state"], mine["reason"]) == ("confirmed", "后一小时不在。")
    assert me.get(f"/me/claims/{mine['claim_id']}").json() == mine


def test_a_claim_is_declined_and_another_withdrawn(leader, me, home, shift, clock):
    clock.at = shift.ends_at + HOUR
    first = f"{home}/claims/{send_claim(me, shift).json()['id']}"
    assert leader.post(f"{first}/refusal", {"reason": "照片看不清。"}).json()["state"] == "declined"
    second = f"{home}/claims/{send_claim(me, shift).json()['id']}"
    assert me.post(f"{second}/withdrawal").json()["state"] == "withdrawn"
    assert [row["state"] for row in me.get("/me/claims").json()["items"]] == ["withdrawn", "declined"]


@pytest.mark.parametrize(
    ("uploads", "code"),
    [
        ([b"x"], "proof.unreadable"),
        ([b"\0" * (5 * 1024 * 1024 + 1)], "proof.too_large"),
        ([factories.picture(seed) for seed in range(4)], "claim.proof"),
    ],
    ids=["no picture", "too large", "four"],
)
def test_proof_that_is_refused(me, shift, clock, uploads, code):
    clock.at = shift.ends_at + HOUR
    refused = send_claim(me, shift, *uploads)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_service_is_entered_afterwards(leader, me, spot, shift, volunteer, clock):
    helper = organizations.person("芒种")
    body = {
        "reason": "当天停电，没有扫码。",
        "entries": [
            {"volunteer_id": str(volunteer.id)},
            {"volunteer_id": str(helper.id), "added_reason": "临时来帮忙。", "ends_at": shift.ends_at.isoformat()},
            {"volunteer_id": str(ids.uuid7())},
        ],
    }
    assert leader.post(f"{spot}/late-entries", body).json()["code"] == "late.not_over"
    clock.at = shift.ends_at + HOUR
    for _ in range(2):
        answers = leader.post(f"{spot}/late-entries", body).json()
        assert [answer["refusal"] and answer["refusal"]["code"] for answer in answers] == [
            None, None, "attendance.not_on_roster",
        ]  # fmt: skip
    assert RecordHead.objects.count() == 2
    assert me.post(f"{spot}/late-entries", body).status_code == 403
