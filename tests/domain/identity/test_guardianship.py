from datetime import date, timedelta

import pytest

from tests.domain.identity import factories
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import actions, queries, rules
from volunteercloud.domain.identity.models import Document, GuardianConsent, Volunteer
from volunteercloud.domain.messages import queries as messages_queries


@pytest.fixture
def guardian(person):
    return person


@pytest.fixture
def minor(ground, at):
    return factories.person(
        at, name="小满", birth_on=factories.born(15, at), sequence=3, email="xiaoman@qinghe.example"
    )


class TestWard:
    def add(self, guardian, at, **changes):
        said = {"name": "芒种", "birth_on": factories.born(9, at), "consents": ["service"]}
        return actions.add_ward(actor=guardian, **(said | changes), at=at)

    def test_child_in_a_guardians_account(self, guardian, at):
        ward = self.add(guardian, at)
        assert (ward.guardian_id, ward.region_id, ward.real_name_level) == (guardian.id, "990101", 0)
        assert [found.ward_name for found in queries.wards(guardian)] == ["芒种"]
        assert rules.may_act_for(guardian, ward.id)
        assert queries.has_guardian_consent(ward.id)
        assert queries.recipient(ward.id).id == guardian.id
        assert queries.volunteer_by_number(ward.number) == ward

    def test_guardian_submits_the_childs_document(self, guardian, at):
        ward = self.add(guardian, at)
        birth_on = factories.born(9, at)
        factories.submit(guardian, at, volunteer_id=ward.id, name="芒种", birth_on=birth_on, sequence=8)
        assert Volunteer.objects.get(id=ward.id).real_name_level == 1
        assert Document.objects.get(volunteer_id=ward.id).state == "verified"
        assert messages_queries.inbox(guardian, language="en")[0].body.startswith("芒种: your real name is verified.")

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"birth_on": factories.GROWN}, "ward.of_age"),
            ({"consents": []}, "consent.required"),
            ({"name": "芒种2"}, "name.digits"),
        ],
    )
    def test_refused(self, guardian, at, changes, code):
        with pytest.raises(Refused) as refusal:
            self.add(guardian, at, **changes)
        assert refusal.value.code == code

    def test_birth_in_the_future(self, guardian, at):
        with pytest.raises(Refused) as refusal:
            self.add(guardian, at, birth_on=at.date() + timedelta(days=2))
        assert refusal.value.code == "ward.of_age"

    def test_by_somebody_without_a_real_name(self, volunteer, at):
        with pytest.raises(Refused) as refusal:
            self.add(volunteer, at)
        assert refusal.value.code == "guardian.not_real_name"

    def test_by_a_minor(self, minor, at):
        with pytest.raises(Refused) as refusal:
            self.add(minor, at)
        assert refusal.value.code == "guardian.not_real_name"

    def test_others_do_not_act_for_the_child(self, guardian, officer, at):
        ward = self.add(guardian, at)
        assert not rules.may_act_for(officer, ward.id)
        with pytest.raises(NotAllowed):
            factories.submit(officer, at, volunteer_id=ward.id, birth_on=factories.born(9, at))


class TestConsent:
    def ask(self, minor, at):
        return actions.request_guardian_consent(actor=minor, volunteer_id=minor.id, at=at)

    def give(self, guardian, token, at, relation="mother"):
        return actions.give_guardian_consent(actor=guardian, token=token, relation=relation, at=at)

    def test_asked_given_withdrawn(self, minor, guardian, at):
        consent, token = self.ask(minor, at)
        seen = queries.guardian_request(token, at)
        assert (seen.volunteer_name, seen.state, seen.expires_at) == ("小＊", "requested", at + timedelta(days=7))
        assert not queries.has_guardian_consent(minor.id)

        given = self.give(guardian, token, at)
        assert (given.id, given.state, given.guardian_name) == (consent.id, "given", "谷雨")
        assert queries.has_guardian_consent(minor.id)
        assert queries.consent_given(guardian, minor.id) == given
        assert messages_queries.inbox(minor, language="en")[0].subject == "Your guardian agreed"

        actions.withdraw_guardian_consent(actor=guardian, volunteer_id=minor.id, at=at)
        assert not queries.has_guardian_consent(minor.id)
        assert messages_queries.inbox(minor, language="en")[0].subject == "Your guardian withdrew the consent"

        with pytest.raises(Refused) as refusal:
            self.give(guardian, token, at)
        assert refusal.value.code == "guardian_consent.withdrawn"
        _again, new = self.ask(minor, at)
        assert self.give(guardian, new, at).state == "given"

    def test_open_request_is_used_again(self, minor, at):
        assert self.ask(minor, at) == self.ask(minor, at + timedelta(days=6))
        assert self.ask(minor, at)[1] != self.ask(minor, at + timedelta(days=7))[1]

    def test_expired_link(self, minor, guardian, at):
        _consent, token = self.ask(minor, at)
        assert queries.guardian_request(token, at + timedelta(days=7, seconds=-1)).state == "requested"
        with pytest.raises(Refused) as refusal:
            self.give(guardian, token, at + timedelta(days=7))
        assert refusal.value.code == "guardian_link.expired"

    @pytest.mark.parametrize("spoil", [lambda t: "", lambda t: t[:-1], lambda t: "B" + t[1:], lambda t: "童" + t])
    def test_forged_link(self, minor, guardian, at, spoil):
        _consent, token = self.ask(minor, at)
        with pytest.raises(Refused) as refusal:
            self.give(guardian, spoil(token), at)
        assert refusal.value.code == "guardian_link.forged"

    def test_minor_cannot_agree_alone(self, minor, at):
        _consent, token = self.ask(minor, at)
        with pytest.raises(NotAllowed):
            self.give(minor, token, at)

    def test_guardian_needs_a_real_name(self, minor, volunteer, at):
        _consent, token = self.ask(minor, at)
        with pytest.raises(Refused) as refusal:
            self.give(volunteer, token, at)
        assert refusal.value.code == "guardian.not_real_name"
        assert GuardianConsent.objects.get().state == "requested"

    def test_unknown_relation(self, minor, guardian, at):
        _consent, token = self.ask(minor, at)
        with pytest.raises(Refused) as refusal:
            self.give(guardian, token, at, relation="neighbour")
        assert (refusal.value.code, refusal.value.field) == ("guardian_consent.relation", "relation")

    def test_given_once(self, minor, guardian, at):
        _consent, token = self.ask(minor, at)
        self.give(guardian, token, at)
        for again in (lambda: self.give(guardian, token, at), lambda: self.ask(minor, at)):
            with pytest.raises(Refused) as refusal:
                again()
            assert refusal.value.code == "guardian_consent.given"

    def test_withdrawn_only_by_who_gave_it(self, minor, guardian, officer, at):
        _consent, token = self.ask(minor, at)
        self.give(guardian, token, at)
        for other in (minor, officer):
            with pytest.raises(NotFound):
                actions.withdraw_guardian_consent(actor=other, volunteer_id=minor.id, at=at)
        assert queries.has_guardian_consent(minor.id)

    def test_not_needed_by_an_adult(self, guardian, at):
        with pytest.raises(Refused) as refusal:
            self.ask(guardian, at)
        assert refusal.value.code == "guardian_consent.not_needed"


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ((2008, 2, 29), (2026, 2, 28), 17),
        ((2008, 2, 29), (2026, 3, 1), 18),
        ((2012, 5, 16), (2026, 5, 15), 13),
        ((2012, 5, 16), (2026, 5, 16), 14),
    ],
)
def test_age(born, day, age):
    assert rules.age_on(date(*born), date(*day)) == age


def test_consent_is_needed_until_of_age(minor, at):
    found = queries.volunteer(minor.id)
    birthday = found.birth_on.replace(year=found.birth_on.year + 18)
    assert rules.needs_guardian_consent(found, birthday - timedelta(days=1))
    assert not rules.needs_guardian_consent(found, birthday)
