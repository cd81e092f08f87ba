from datetime import timedelta

import pytest

from tests.domain.identity import factories
from volunteercloud.core import ids
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import actions, queries
from volunteercloud.domain.identity.consents import TERMS, Purpose
from volunteercloud.domain.identity.models import Account, Claim, Consent, Volunteer

PHONE = "+8613900001234"


def register(account, at, **changes):
    said = {
        "actor": queries.actor_for(account),
        "account": account,
        "language": "en",
        "region_code": "990101",
        "consents": ["service", "contact"],
    }
    return actions.register(**(said | changes), at=at)


def test_register(ground, at):
    account = factories.account()
    volunteer = register(account, at)

    assert (volunteer.id, volunteer.region_id, volunteer.real_name_level) == (account.id, "990101", 0)
    assert (account.language, account.label, account.registered_at) == ("en", "g***@qinghe.example", at)
    standing = Consent.objects.filter(volunteer_id=volunteer.id).order_by("purpose")
    assert [(consent.purpose, consent.version, consent.given_at) for consent in standing] == [
        ("contact", TERMS[Purpose.CONTACT].version, at),
        ("service", TERMS[Purpose.SERVICE].version, at),
    ]
    entry = Entry.objects.get(owner_id=volunteer.id)
    assert (entry.name, entry.actor_id, entry.region_code) == ("identity.registered", account.id, "990101")


def test_register_again_is_the_same_volunteer(ground, at):
    account = factories.account()
    first = register(account, at)
    assert register(account, at + timedelta(days=1)) == first
    assert Entry.objects.filter(owner_id=first.id).count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"consents": ["contact"]}, "consent.required"),
        ({"consents": []}, "consent.required"),
        ({"region_code": "880101"}, "region.unknown"),
        ({"language": "tlh"}, "language.unknown"),
    ],
)
def test_register_refused(ground, at, changes, code):
    account = factories.account()
    with pytest.raises(Refused) as refusal:
        register(account, at, **changes)
    assert refusal.value.code == code
    assert not Volunteer.objects.filter(id=account.id).exists()


def test_register_somebody_else(ground, at, volunteer):
    with pytest.raises(NotAllowed):
        register(factories.account(email="xiaoman@qinghe.example"), at, actor=volunteer)


def test_public_number_says_nothing_and_leads_to_the_person(volunteer):
    number = Volunteer.objects.get(id=volunteer.id).number
    assert ids.is_public_code(number)
    assert len(number) == 12
    assert queries.volunteer_by_number(f" {number[:4].lower()} {number[4:8]}-{number[8:]} ").id == volunteer.id


@pytest.mark.parametrize("number", ["", "V", "V2345678923", "志愿", "' OR 1=1"])
def test_number_of_nobody(volunteer, number):
    with pytest.raises(NotFound):
        queries.volunteer_by_number(number)


class TestPhone:
    def hold(self, account, at, phone=PHONE, *, verified=False, actor=ANONYMOUS):
        return actions.hold_phone(actor=actor, account=account, phone=phone, verified=verified, at=at)

    def test_kept_sealed_and_found(self, db, at):
        account = factories.account(email=None)
        self.hold(account, at, "139 0000 1234", verified=True)

        kept = Account.objects.get(id=account.id)
        assert queries.phone_of(kept) == (PHONE, True)
        assert queries.account_by_phone(PHONE, at + timedelta(days=999)) == account
        assert (kept.label, kept.phone_tail) == ("**** 1234", "1234")
        assert b"13900001234" not in bytes(kept.phone_sealed)

    def test_proved_belongs_to_one(self, db, at):
        self.hold(factories.account(), at, verified=True)
        other = factories.account(email="xiaoman@qinghe.example")
        with pytest.raises(Refused) as refusal:
            self.hold(other, at + timedelta(days=365))
        assert (refusal.value.code, refusal.value.field) == ("phone.taken", "phone")

    def test_unproved_is_held_for_half_an_hour(self, db, at):
        first, second = factories.account(), factories.account(email="xiaoman@qinghe.example")
        self.hold(first, at)
        with pytest.raises(Refused):
            self.hold(second, at + timedelta(minutes=29))
        self.hold(second, at + timedelta(minutes=30))
        assert queries.account_by_phone(PHONE, at + timedelta(minutes=31)) == second
        with pytest.raises(Refused):
            self.hold(first, at + timedelta(minutes=31), verified=True)

    def test_lapsed_is_nobodys(self, db, at):
        self.hold(factories.account(), at)
        assert queries.account_by_phone(PHONE, at + timedelta(minutes=30)) is None

    def test_proved_later_stays(self, db, at):
        account = factories.account()
        self.hold(account, at)
        self.hold(account, at + timedelta(minutes=5), verified=True)
        self.hold(account, at + timedelta(days=1))
        assert queries.phone_of(account) == (PHONE, True)
        assert Claim.objects.get(holder_id=account.id).holds_until is None

    def test_changed_one_is_given_back(self, db, at):
        account = factories.account()
        self.hold(account, at, verified=True)
        self.hold(account, at, "+85261234567", verified=True)
        assert queries.account_by_phone(PHONE, at) is None
        assert queries.account_by_phone("+85261234567", at) == account

    @pytest.mark.parametrize("phone", ["", "12345", "139 0000 12345", "电话", "+99913900001234", "1" * 300])
    def test_no_phone_at_all(self, db, at, phone):
        with pytest.raises(Refused) as refusal:
            self.hold(factories.account(), at, phone)
        assert refusal.value.code == "phone.form"

    def test_of_somebody_else(self, at, volunteer):
        with pytest.raises(NotAllowed):
            self.hold(factories.account(email="xiaoman@qinghe.example"), at, actor=volunteer)


def test_consent_given_withdrawn_given_again(volunteer, at):
    asked = {"actor": volunteer, "volunteer_id": volunteer.id, "purpose": "contact"}
    given = actions.give_consent(**asked, at=at)
    assert actions.give_consent(**asked, at=at) == given
    assert queries.agrees(volunteer.id, "contact")

    actions.withdraw_consent(**asked, at=at + timedelta(days=1))
    assert not queries.agrees(volunteer.id, "contact")
    with pytest.raises(NotFound):
        actions.withdraw_consent(**asked, at=at)

    actions.give_consent(**asked, at=at + timedelta(days=2))
    history = [
        (consent.purpose, consent.withdrawn_at)
        for consent in queries.consents(volunteer, volunteer.id)
        if consent.purpose == "contact"
    ]
    assert history == [("contact", None), ("contact", at + timedelta(days=1))]


def test_consent_to_a_new_version_ends_the_old_one(volunteer, at, monkeypatch):
    old = TERMS[Purpose.SERVICE]
    monkeypatch.setitem(TERMS, Purpose.SERVICE, type(old)("2030-01", old.title, old.text, old.required))
    later = at + timedelta(days=1)
    actions.give_consent(actor=volunteer, volunteer_id=volunteer.id, purpose="service", at=later)
    kept = Consent.objects.filter(volunteer_id=volunteer.id).order_by("given_at")
    assert [(consent.version, consent.withdrawn_at) for consent in kept] == [(old.version, later), ("2030-01", None)]


def test_required_consent_stands(volunteer, at):
    with pytest.raises(Refused) as refusal:
        actions.withdraw_consent(actor=volunteer, volunteer_id=volunteer.id, purpose="service", at=at)
    assert refusal.value.code == "consent.required_stands"


def test_consent_for_somebody_else(volunteer, officer, at):
    with pytest.raises(NotAllowed):
        actions.give_consent(actor=officer, volunteer_id=volunteer.id, purpose="contact", at=at)


def test_profile(volunteer, at):
    actions.update_profile(
        actor=volunteer,
        volunteer_id=volunteer.id,
        region_code="990102",
        languages=["zh", "en", "zh"],
        skills=["driving"],
        categories=[],
        at=at,
    )
    profile = queries.profile(volunteer, volunteer.id)
    assert (profile.region_id, profile.languages, profile.skills) == ("990102", ["zh", "en"], ["driving"])
    entry = Entry.objects.get(name="identity.profile_updated")
    assert entry.facts == {
        "region": ["990101", "990102"],
        "languages": [[], ["zh", "en"]],
        "skills": [[], ["driving"]],
    }


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"skills": ["sorcery"]}, "profile.choice", "skills"),
        ({"languages": ["zh"] * 5 + ["xx"]}, "profile.choice", "languages"),
        ({"region_code": "77"}, "region.unknown", "region_code"),
    ],
)
def test_profile_refused(volunteer, at, changes, code, field):
    said = {"region_code": "990101"} | changes
    with pytest.raises(Refused) as refusal:
        actions.update_profile(actor=volunteer, volunteer_id=volunteer.id, **said, at=at)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_preferences(volunteer, at):
    actions.update_preferences(actor=volunteer, language="en", elder_mode=True, at=at)
    account = Account.objects.get(id=volunteer.id)
    assert (account.language, account.elder_mode) == ("en", True)


def test_profile_is_seen_by_the_person_and_officers_of_the_region(volunteer, officer, at):
    stranger = factories.volunteer(at, email="xiaoman@qinghe.example")
    elsewhere = factories.officer(at, "990102", "寒露")
    above = factories.officer(at, "99", "霜降")
    assert {queries.profile(viewer, volunteer.id).id for viewer in (volunteer, officer, above)} == {volunteer.id}
    for viewer in (stranger, elsewhere, ANONYMOUS):
        with pytest.raises(NotFound):
            queries.profile(viewer, volunteer.id)


def test_recipient_has_only_proved_addresses(ground, at):
    account = factories.account(email=None)
    actions.hold_phone(actor=ANONYMOUS, account=account, phone=PHONE, verified=False, at=at)
    assert queries.recipient(account.id).phone == ""
    actions.hold_phone(actor=ANONYMOUS, account=account, phone=PHONE, verified=True, at=at)
    assert queries.recipient(account.id).phone == PHONE
    with pytest.raises(NotFound):
        queries.recipient(ids.uuid7())
