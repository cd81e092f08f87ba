from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.domain.identity import factories
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions, queries, verification
from volunteercloud.domain.identity.models import Account, Claim, Document, Volunteer
from volunteercloud.domain.identity.verification import Finding, Outcome
from volunteercloud.domain.messages import queries as messages_queries
from volunteercloud.domain.reviews.models import Case

GROWN = factories.GROWN


class Answering:
    """A provider outside that gives one answer."""

    def __init__(self, finding, level=0):
        self.outcome = Outcome(finding, level, "http", "A-1")
        self.asked = []

    def verify(self, claim, *, request_id, at):
        self.asked.append((claim, request_id))
        return self.outcome


@pytest.fixture
def provider(monkeypatch):
    def answer(finding, level=0):
        answering = Answering(finding, level)
        monkeypatch.setattr(verification, "provider", lambda: answering)
        return answering

    return answer


@pytest.fixture
def by_officer(settings):
    settings.REAL_NAME_PROVIDER = "officer"


def documents_claimed():
    return Claim.objects.filter(kind="document").count()


def refused(code, *arguments, **changes):
    with pytest.raises(Refused) as refusal:
        factories.submit(*arguments, **changes)
    assert refusal.value.code == code
    return refusal.value


def test_verified_document_names_the_person(volunteer, at):
    document = factories.submit(volunteer, at, name=" 谷 雨 ", name_latin="Gu Yu", sex="1")

    found = Volunteer.objects.get(id=volunteer.id)
    assert (document.state, document.level, document.provider) == ("verified", 1, "checksum")
    assert (found.name, found.name_latin, found.birth_on, found.sex) == ("谷雨", "Gu Yu", GROWN, "1")
    assert (found.nationality, found.real_name_level, found.real_name_at) == ("CN", 1, at)
    assert Account.objects.get(id=volunteer.id).label == "谷雨"
    [letter, *_rest] = messages_queries.inbox(volunteer, language="en")
    assert letter.subject == "Your real name is verified"


def test_number_is_sealed_masked_and_in_no_entry(volunteer, at):
    number = factories.number()
    document = factories.submit(volunteer, at)

    kept = Document.objects.get(volunteer_id=volunteer.id)
    assert kept.masked == "*" * 16 + number[-2:]
    assert number.encode() not in bytes(kept.number_sealed)
    told = [*Entry.objects.values_list("subject_label", "facts"), kept.stated, repr(document)]
    assert number not in str(told)


@pytest.mark.parametrize(
    "typed", [lambda n: n, lambda n: n.lower(), lambda n: f"{n[:6]} {n[6:14]}-{n[14:]}", lambda n: n.translate(WIDE)]
)
def test_one_number_is_one_claim_however_it_is_typed(ground, at, typed):
    factories.person(at)
    other = factories.volunteer(at, email="xiaoman@qinghe.example")
    refusal = refused("document.claimed", other, at, number=typed(factories.number()), name="小满")
    assert (refusal.field, refusal.facts) == ("number", {})
    assert not Document.objects.filter(volunteer_id=other.id).exists()


WIDE = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789X"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"number": factories.number()[:-1] + "?"}, "document.characters"),
        ({"name": "谷雨😀"}, "name.characters"),
        ({"name": "<b>谷雨</b>"}, "name.characters"),
        ({"name": "谷" * 301}, "name.too_long"),
        ({"name": "  "}, "name.empty"),
        ({"name_latin": "Gu 2"}, "name.digits"),
        ({"birth_on": date(1990, 4, 21), "number": factories.number()}, "document.birth_mismatch"),
        ({"sex": "2"}, "document.sex_mismatch"),
        ({"expires_on": date(2026, 5, 15)}, "document.expired"),
        ({"photo": b"GIF89a nothing"}, "photo.not_an_image"),
        ({"photo": b"\xff\xd8\xff\xe0" + b"\x00" * 2000}, "photo.not_an_image"),
        ({"photo": b"\x00" * (10 * 1024 * 1024 + 1)}, "photo.too_large"),
        ({"photo": factories.photo((200, 200))}, "photo.too_small"),
    ],
)
def test_refused_and_nothing_kept(volunteer, at, said, code):
    refused(code, volunteer, at, **said)
    assert (Document.objects.count(), documents_claimed()) == (0, 0)


@pytest.mark.parametrize("name", ["一", "阿依古丽·买买提", "𠮷野", "谷" * 300, "O'Neil-Smith Ann"])
def test_names_that_people_bear(volunteer, at, name):
    factories.submit(volunteer, at, name=name)
    assert Volunteer.objects.get(id=volunteer.id).name == name


def test_somebody_elses_document(volunteer, at):
    stranger = factories.volunteer(at, email="xiaoman@qinghe.example")
    with pytest.raises(NotAllowed):
        factories.submit(stranger, at, volunteer_id=volunteer.id)


def test_age_gate(volunteer, at):
    refusal = refused("document.guardian_account", volunteer, at, birth_on=factories.born(14, at) + timedelta(days=1))
    assert refusal.facts == {"below_age": 14}
    assert factories.submit(volunteer, at, birth_on=factories.born(14, at)).state == "verified"


def test_a_child_in_an_account_has_no_document_of_an_adult(person, at):
    """Else a guardian would collect hours under the name of somebody who knows nothing of it."""
    child = factories.born(12, at)
    ward = actions.add_ward(actor=person, name="小满", birth_on=child, consents=["service"], at=at)
    refused("document.ward_of_age", person, at, volunteer_id=ward.id, birth_on=factories.born(18, at), sequence=3)
    assert factories.submit(person, at, volunteer_id=ward.id, birth_on=child, sequence=3).state == "verified"


def test_nobody_asks_without_end_which_numbers_are_registered(ground, at):
    """A refusal takes back what its transaction wrote; the try counts all the same."""
    factories.person(at)
    other = factories.volunteer(at, email="xiaoman@qinghe.example")
    for _ in range(5):
        refused("document.claimed", other, at)
    refused("document.too_many_tries", other, at)
    refused("document.too_many_tries", other, at, sequence=5)


def test_sixth_try_within_a_day(volunteer, at, provider):
    provider(Finding.MISMATCH)
    for sequence in range(5):
        assert factories.submit(volunteer, at, sequence=sequence + 1).state == "rejected"
    refused("document.too_many_tries", volunteer, at + timedelta(hours=23), sequence=7)
    assert factories.submit(volunteer, at + timedelta(hours=25), sequence=7).state == "rejected"


def test_mismatch_frees_the_number_and_says_so(volunteer, at, provider):
    provider(Finding.MISMATCH)
    document = factories.submit(volunteer, at)

    assert (document.state, document.level, documents_claimed()) == ("rejected", 0, 0)
    assert Volunteer.objects.get(id=volunteer.id).real_name_level == 0
    [letter, *_rest] = messages_queries.inbox(volunteer, language="en")
    assert letter.subject == "Your document was not accepted"


def test_provider_is_asked_for_what_was_kept(volunteer, at, provider):
    asked = provider(Finding.MATCHED, 2).asked
    document = factories.submit(volunteer, at, sex="9")
    [(claim, request_id)] = asked
    assert (claim.number, claim.name, claim.birth_on, claim.sex) == (factories.number(), "谷雨", GROWN, "1")
    assert (request_id, document.level, document.reference) == (document.id, 2, "A-1")


def test_provider_away_is_asked_again(volunteer, at, provider):
    provider(Finding.UNAVAILABLE)
    document = factories.submit(volunteer, at)
    assert (document.state, documents_claimed()) == ("claimed", 1)
    assert ProcrastinateJob.objects.filter(task_name="identity.verify_document").count() == 1

    again = {"actor": system("identity"), "volunteer_id": volunteer.id, "document_id": document.id}
    assert actions.verify_document(**again, at=at).state == "claimed"
    provider(Finding.MATCHED, 1)
    assert actions.verify_document(**again, at=at).state == "verified"
    provider(Finding.MISMATCH)
    assert actions.verify_document(**again, at=at).state == "verified"
    with pytest.raises(NotFound):
        actions.verify_document(**again | {"volunteer_id": document.id}, at=at)


def test_provider_without_an_answer_later_asks_for_a_photo(volunteer, at, provider):
    provider(Finding.UNAVAILABLE)
    document = factories.submit(volunteer, at)
    provider(Finding.UNKNOWN)
    again = {"actor": system("identity"), "volunteer_id": volunteer.id, "document_id": document.id}
    assert actions.verify_document(**again, at=at).state == "returned"
    assert documents_claimed() == 0


def test_renewed_document_replaces_the_old_one(person, at):
    passport = {"kind": "414", "number": "X1234567", "country": "NZ", "nationality": "NZ"}
    factories.submit(person, at + timedelta(days=1), **passport)
    assert [(d.kind, d.state) for d in queries.documents(person, person.id)] == [
        ("414", "verified"),
        ("111", "replaced"),
    ]
    assert documents_claimed() == 2
    # The number of the old one still belongs to the same person.
    assert factories.submit(person, at).state == "verified"
    other = factories.volunteer(at, email="xiaoman@qinghe.example")
    refused("document.claimed", other, at, **passport)


class TestOfficer:
    def submit(self, volunteer, at, **said):
        return factories.submit(volunteer, at, **({"photo": factories.photo()} | said))

    def decide(self, officer, decision, at, reason=""):
        case = factories.waiting_case()
        return actions.decide_identity(actor=officer, case_id=case.id, decision=decision, reason=reason, at=at)

    def test_approves(self, by_officer, volunteer, officer, at):
        waiting = self.submit(volunteer, at)
        case = factories.waiting_case()
        assert (waiting.state, case.subject_id, case.region_id, case.title) == (
            "claimed",
            waiting.id,
            "990101",
            "谷雨",
        )
        assert queries.identity_review(officer, case.id).volunteer.id == volunteer.id

        document = self.decide(officer, "approve", at)
        assert (document.state, document.level, document.provider) == ("verified", 1, "officer")
        assert Document.objects.get(volunteer_id=volunteer.id).photo_sealed is None
        assert Volunteer.objects.get(id=volunteer.id).name == "谷雨"

    @pytest.mark.parametrize(("decision", "state"), [("return", "returned"), ("reject", "rejected")])
    def test_does_not_accept(self, by_officer, volunteer, officer, at, decision, state):
        self.submit(volunteer, at)
        document = self.decide(officer, decision, at, "照片看不清")
        assert (document.state, document.photo_sealed, documents_claimed()) == (state, None, 0)
        assert queries.last_review(document).reason == "照片看不清"
        other = factories.volunteer(at, email="xiaoman@qinghe.example")
        assert self.submit(other, at).state == "claimed"

    def test_gives_a_reason(self, by_officer, volunteer, officer, at):
        self.submit(volunteer, at)
        with pytest.raises(Refused) as refusal:
            self.decide(officer, "return", at, " 不 ")
        assert (refusal.value.code, refusal.value.field) == ("review.reason", "reason")
        assert factories.waiting_case().reason == ""

    def test_is_too_late(self, by_officer, volunteer, officer, at):
        self.submit(volunteer, at)
        case = factories.waiting_case()
        self.decide(officer, "approve", at)
        second = factories.officer(at, "99", "寒露")
        with pytest.raises(Refused) as refusal:
            actions.decide_identity(actor=second, case_id=case.id, decision="reject", reason="不是本人", at=at)
        assert refusal.value.code == "review.decided_already"
        assert refusal.value.facts == {"state": "approved", "decided_by": "白露", "decided_at": at.isoformat()}

    def test_of_another_region(self, by_officer, volunteer, at):
        self.submit(volunteer, at)
        with pytest.raises(NotAllowed):
            self.decide(factories.officer(at, "990102"), "approve", at)
        with pytest.raises(NotFound):
            queries.identity_review(factories.officer(at, "990102"), factories.waiting_case().id)

    def test_in_a_matter_of_their_own(self, by_officer, volunteer, at):
        actions.grant_office(actor=factories.OPERATOR, account_id=volunteer.id, region_code="99", at=at)
        self.submit(volunteer, at)
        with pytest.raises(NotAllowed):
            self.decide(volunteer, "approve", at)

    def test_sees_the_photo_and_leaves_a_trace(self, by_officer, volunteer, officer, at):
        self.submit(volunteer, at, photo=factories.photo((3000, 2400)))
        case = factories.waiting_case()
        photo = actions.read_photo(actor=officer, case_id=case.id, at=at)
        assert (photo.type, photo.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
        assert Entry.objects.filter(name="identity.document_photo_read", actor_id=officer.id).count() == 1
        with pytest.raises(NotAllowed):
            actions.read_photo(actor=volunteer, case_id=case.id, at=at)
        self.decide(officer, "approve", at)
        with pytest.raises(NotFound):
            actions.read_photo(actor=officer, case_id=case.id, at=at)

    def test_needs_a_photo_and_a_region(self, by_officer, ground, at):
        nowhere = factories.volunteer(at, region=None)
        refused("document.photo_needed", nowhere, at)
        refused("document.region_needed", nowhere, at, photo=factories.photo())
        assert documents_claimed() == 0

    def test_next_submission_withdraws_the_first(self, by_officer, volunteer, at):
        first = self.submit(volunteer, at)
        second = self.submit(volunteer, at, sequence=3)
        states = dict(Case.objects.values_list("subject_id", "state"))
        assert states == {first.id: "withdrawn", second.id: "waiting"}
        assert documents_claimed() == 1

    def test_looks_when_a_person_would_become_another(self, person, officer, at):
        document = factories.submit(person, at, name="小满", sequence=5, photo=factories.photo())
        assert (document.state, Volunteer.objects.get(id=person.id).name) == ("claimed", "谷雨")
        self.decide(officer, "approve", at)
        assert Volunteer.objects.get(id=person.id).name == "小满"


class TestReadingTheNumber:
    def read(self, reader, person, at, purpose="核对保险"):
        return actions.read_document_number(actor=reader, volunteer_id=person.id, purpose=purpose, at=at)

    def test_officer_reads_and_the_person_learns_of_it(self, person, officer, at):
        assert self.read(officer, person, at) == factories.number()
        entry = Entry.objects.get(name="identity.document_number_read")
        assert (entry.owner_id, entry.actor_id, entry.facts["purpose"]) == (person.id, officer.id, "核对保险")
        letter = messages_queries.inbox(person, language="en")[0]
        assert letter.body == "白露 read the number of your document. The purpose given was “核对保险”."

    def test_person_reads_their_own(self, person, at):
        before = messages_queries.unread_count(person)
        assert self.read(person, person, at) == factories.number()
        assert messages_queries.unread_count(person) == before

    @pytest.mark.parametrize("purpose", ["", "  ", "x", "   abc   "])
    def test_without_a_purpose(self, person, officer, at, purpose):
        with pytest.raises(Refused) as refusal:
            self.read(officer, person, at, purpose)
        assert (refusal.value.code, refusal.value.field) == ("document.purpose", "purpose")
        assert not Entry.objects.filter(name="identity.document_number_read").exists()

    def test_by_others(self, person, at):
        for reader in (factories.officer(at, "990102"), factories.volunteer(at, email="xiaoman@qinghe.example")):
            with pytest.raises(NotFound):
                self.read(reader, person, at)

    def test_without_a_document(self, volunteer, officer, at):
        with pytest.raises(NotFound):
            self.read(officer, volunteer, at)
