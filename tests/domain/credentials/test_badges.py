"""What a badge says, and that its pictures carry it."""

import base64
import hashlib
import io
import json
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from tests.domain.organizations import factories as organizations
from volunteercloud.core import proofs
from volunteercloud.domain.activities.models import Post
from volunteercloud.domain.codes import loading as codes_loading
from volunteercloud.domain.codes.models import Match
from volunteercloud.domain.credentials import actions, badges, baking, documents, keys, lettering, queries
from volunteercloud.domain.credentials.badges import Unverified
from volunteercloud.domain.credentials.models import Form, Scope
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.records import proving
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import RecordHead

LINES = baking.lines("2", "0.5", date(2025, 5, 1), date(2026, 5, 1))


@pytest.fixture
def credential(volunteer, sealed):
    return actions.issue(actor=volunteer, volunteer_id=volunteer.id, at=sealed)


@pytest.fixture
def subject(credential):
    return credential.document["credentialSubject"]


@pytest.fixture
def trusted():
    return {key["kid"]: key for key in keys.jwks()["keys"]}


def test_a_badge_says_what_was_served(credential, subject):
    achievement = subject["achievement"]
    assert (achievement["achievementType"], achievement["name"]) == ("CommunityService", "志愿服务 Voluntary service")
    days = subject["activityStartDate"], subject["activityEndDate"]
    assert days == ("2026-05-18T00:00:00+08:00", "2026-05-18T23:59:59+08:00")
    named = {each["id"]: each["name"] for each in achievement["resultDescription"]}
    assert {named[each["resultDescription"]]: each["value"] for each in subject["result"]} == {
        "信用时数 Credit hours": "2",
        "荣誉时数 Honour hours": "0",
    }
    assert "creditsEarned" not in subject


def test_a_badge_tells_no_name_unless_asked_to(credential, volunteer, sealed):
    named = actions.issue(actor=volunteer, volunteer_id=volunteer.id, is_named=True, at=sealed)
    assert ("小满" in json.dumps(credential.document, ensure_ascii=False)) is False
    assert [
        each["identityHash"]
        for each in named.document["credentialSubject"]["identifier"]
        if each["identityType"] == "name"
    ] == ["小满"]


def test_whoever_is_told_the_number_can_check_whose_it_is(subject, volunteer):
    number = Volunteer.objects.get(id=volunteer.id).number
    [identity] = subject["identifier"]
    assert identity["identityHash"] == f"sha256${hashlib.sha256((number + identity['salt']).encode()).hexdigest()}"
    assert number not in json.dumps(subject)


def test_evidence_is_what_stands_in_the_public_log(credential, volunteer):
    [head] = RecordHead.objects.filter(volunteer_id=volunteer.id)
    [bundle] = proving.bundles(record_queries.versions_by_id(volunteer.id, [head.version_id]))
    salt, content = base64.b64decode(bundle["salt"]), bundle["content"].encode()
    committed = proofs.commitment(bundle["kind"], salt, content).hex()
    [evidence] = credential.document["evidence"]
    assert (evidence["narrative"], evidence["genre"]) == (f"SHA-256 {committed}", "inclusion proof")


def test_an_unsealed_record_is_evidenced_by_the_log_as_a_whole(volunteer, served, log_files):
    credential = actions.issue(actor=volunteer, volunteer_id=volunteer.id, at=served)
    assert [each["id"] for each in credential.document["evidence"]] == [keys.address("/log/")]


@pytest.mark.parametrize(("category", "goals"), [("health", ["3"]), ("elderly", []), ("", [])])
def test_a_badge_is_aligned_with_the_goals_that_its_kind_of_service_comes_near_to(category, goals, volunteer, sealed):
    Match.objects.create(
        list="category", code="health", scheme="sdg-goal", target="3", target_name="Good health", relation="close"
    )
    Match.objects.create(
        list="category", code="elderly", scheme="sdg-goal", target="3", target_name="Good health", relation="related"
    )
    heads = record_queries.valid_between(volunteer.id, date.min, date.max, None)
    for head in heads:
        head.record.category = category
    service = documents.Service(Scope.WHOLE, None, heads)
    person = Volunteer.objects.get(id=volunteer.id)
    said = documents.badge(service, person, volunteer.id, 131_072, sealed, named=False)
    aligned = said["credentialSubject"]["achievement"].get("alignment", [])
    assert [each["targetCode"] for each in aligned] == goals


def test_a_badge_is_aligned_with_the_skills_that_its_posts_asked_for(volunteer, shift, sealed):
    codes_loading.load()
    heads = record_queries.valid_between(volunteer.id, date.min, date.max, None)
    service, person = documents.Service(Scope.WHOLE, None, heads), Volunteer.objects.get(id=volunteer.id)

    def aligned():
        said = documents.badge(service, person, volunteer.id, 131_072, sealed, named=False)
        return said["credentialSubject"]["achievement"].get("alignment", [])

    without = [each["targetCode"] for each in aligned() if each["targetType"] == "ext:Skill"]
    Post.objects.filter(organization_id=shift.organization_id, id=shift.post_id).update(skills=["first-aid", "driving"])
    named = [(each["targetCode"], each["targetName"]) for each in aligned() if each["targetType"] == "ext:Skill"]
    assert (without, named) == ([], [("driving", "驾驶 Driving"), ("first-aid", "急救 First aid")])
    for head in heads:
        head.origin = "chenghu.example"  # its shift is theirs
    assert [each for each in aligned() if each["targetType"] == "ext:Skill"] == []


@pytest.mark.parametrize("minutes", [(0, "0"), (30, "0.5"), (50, "0.83"), (120, "2"), (60_000, "1000")])
def test_hours_are_written_as_people_write_them(minutes):
    served, written = minutes
    assert documents.hours(served) == written


def test_everything_in_hand_is_the_same_each_time(volunteer, sealed):
    first = badges.issued(volunteer, volunteer.id, sealed)
    again = badges.issued(volunteer, volunteer.id, sealed + timedelta(days=1))
    assert (len(first), first) == (1, again)


def test_who_has_nothing_to_show_holds_nothing(owner, sealed):
    assert badges.issued(owner, owner.id, sealed) == []
    stranger = organizations.person("立夏")
    Volunteer.objects.filter(id=stranger.id).update(real_name_level=0)
    assert badges.issued(stranger, stranger.id, sealed) == []
    assert queries.mine(stranger, stranger.id) == []


def test_only_what_stands_is_in_hand(credential, volunteer, sealed):
    named = actions.issue(actor=volunteer, volunteer_id=volunteer.id, is_named=True, at=sealed)
    actions.revoke(actor=volunteer, volunteer_id=volunteer.id, credential_id=named.id, at=sealed)
    assert [each.id for each in badges.issued(volunteer, volunteer.id, sealed)] == [credential.id]
    assert queries.standing(volunteer, volunteer.id, Form.DISCLOSING) == []


# Verified by us


def test_a_token_of_a_trusted_key_says_what_it_says(credential, trusted, sealed):
    found = badges.verified(badges.token(credential), trusted, sealed)
    assert (found.issuer, found.kid) == (keys.did(), keys.published()[0].kid)
    assert found.credential["credentialSubject"] == credential.document["credentialSubject"]


def forged(token, **changes):
    """The same payload and signature under another header."""
    head, payload, signature = token.split(".")
    said = json.loads(keys.from_base64url(head)) | changes
    return ".".join([keys.base64url(json.dumps(said).encode()), payload, signature])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda _token: "", "malformed"),
        (lambda _token: "a.b", "malformed"),
        (lambda token: token + "=", "malformed"),
        (lambda token: token + "." + token, "malformed"),
        (lambda token: token + "A" * 200_000, "malformed"),
        (lambda token: forged(token, alg="none"), "malformed"),
        (lambda token: forged(token, alg="HS256"), "malformed"),
        (lambda token: forged(token, typ="JWT"), "malformed"),
        (lambda token: forged(token, crit=["b64"]), "malformed"),
        (lambda token: forged(token, kid="did:web:elsewhere.example#1"), "key"),
        (lambda token: forged(token, cty="text"), "signature"),
        (lambda token: token[:-1] + "B", "malformed"),
        (lambda token: token.rpartition(".")[0] + "." + "A" * 86, "signature"),
    ],
)
def test_whatever_else_comes_is_refused_with_a_code(change, code, credential, trusted, sealed):
    with pytest.raises(Unverified) as refusal:
        badges.verified(change(badges.token(credential)), trusted, sealed)
    assert refusal.value.code == code


def test_a_key_speaks_for_its_own_issuer_only(credential, trusted, sealed, settings):
    settings.SITE_URL = "https://chenghu.example"
    token = keys.sign(credential.document, badges.TYP, sealed)
    theirs = {key["kid"]: key for key in keys.jwks()["keys"]}
    with pytest.raises(Unverified) as refusal:
        badges.verified(token, trusted | theirs, sealed)
    assert refusal.value.code == "issuer"


def test_nothing_is_believed_before_its_time_or_after(credential, trusted, sealed):
    with pytest.raises(Unverified) as early:
        badges.verified(badges.token(credential), trusted, sealed - timedelta(hours=1))
    over = credential.document | {"validUntil": "2026-05-20T00:00:00Z"}
    with pytest.raises(Unverified) as late:
        badges.verified(keys.sign(over, badges.TYP, sealed), trusted, sealed + timedelta(days=3))
    assert (early.value.code, late.value.code) == ("time", "time")


# Pictures


def test_a_baked_svg_carries_the_credential(credential):
    root = ET.fromstring(badges.svg(credential))
    held = root.find("{https://purl.imsglobal.org/ob/v3p0}credential")
    assert json.loads(held.text) == badges.document(credential)


def test_a_baked_png_carries_the_credential(credential):
    picture = Image.open(io.BytesIO(badges.png(credential)))
    assert (picture.size, json.loads(picture.text["openbadgecredential"])) == ((512, 512), badges.document(credential))


@pytest.mark.parametrize("said", ["]]>", "<script>", "\x00\x07", "é 𠜎", 'quoted " and \\'])
def test_whatever_a_credential_says_fits_into_a_picture(said):
    document = {"name": said}
    root = ET.fromstring(baking.svg(LINES, document))
    picture = Image.open(io.BytesIO(baking.png(LINES, document)))
    assert json.loads(root[0].text) == json.loads(picture.text["openbadgecredential"]) == document


@pytest.mark.parametrize(
    ("credit", "honour", "shown"),
    [
        ("2", "0", ["2", "信用时数 credit hours"]),
        ("2", "1", ["2", "信用时数 credit hours", "荣誉时数 honour hours 1"]),
        ("0", "1", ["1", "荣誉时数 honour hours"]),
    ],
)
def test_a_picture_shows_credit_hours_first_and_never_adds_up(credit, honour, shown):
    said = [line.text for line in baking.lines(credit, honour, date(2025, 5, 1), date(2026, 5, 1))]
    assert said == [*shown, "志愿服务 Voluntary service", "2025 – 2026"]


def test_nothing_runs_or_is_fetched_in_a_picture():
    tags = {element.tag.partition("}")[2] for element in ET.fromstring(baking.plain()).iter()}
    assert tags == {"svg", "title", "rect", "g", "path"}


def test_every_word_of_a_badge_can_be_drawn_and_fits():
    many = baking.lines("98765.5", "98765.5", date(1999, 5, 1), date(2038, 5, 1))
    for line in [*many, *baking.lines("0", "1234567.5", date(2025, 5, 1), date(2025, 6, 1))]:
        drawn = lettering.drawn(line.text, line.face)
        assert (bool(drawn.letters), drawn.width * line.size / lettering.EM < baking.SIZE - 40) == (True, True)
