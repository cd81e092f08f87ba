import base64
import json
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from click.testing import CliRunner
from cryptography.exceptions import InvalidTag
from django.db import models
from django.utils import timezone

from tests.access import world
from tests.domain.identity import factories as identity
from tests.domain.intake import factories as intake
from tests.domain.organizations import factories as organizations
from volunteercloud.cli import database
from volunteercloud.cli.commands import keys as door
from volunteercloud.core import keys, masters, sealing
from volunteercloud.domain.hooks import actions as hooks
from volunteercloud.domain.hooks.models import Endpoint
from volunteercloud.domain.identity import numbers, phones, photos
from volunteercloud.domain.identity.models import Account, Document

AT = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
# Answers with a secret (tests/api/test_webhooks.py), lines of members that wait, what a closed account leaves (sealed anew in
# tests/domain/privacy/test_closing.py), keys that sign for partners.
EMPTY = {
    "api_answer.body.sealed",
    "intake_intakeline.given.sealed",
    "partners_signingkey.sealed",
    "privacy_sealed.sealed",
    "records_servicerecord.details_sealed",
}


@pytest.fixture
def second(settings, tmp_path):
    """From now on a second master key is written with, of the other suite."""
    first = settings.MASTER_KEYS.known(1)

    def come(*only):
        known = {"1": first.written(), "2": new.written()}
        settings.MASTER_KEYS = masters.Ring({masters.NAME: " ".join(known[one] for one in only)}, tmp_path)

    new = masters.made(2, masters.Suite.SM, 0.0)
    return come


@pytest.fixture
def everything(db, settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: AT + timedelta(days=2, hours=3))
    people = world.built(AT).people
    document = Document.objects.first()
    Document.objects.filter(pk=document.pk).update(photo_sealed=photos.seal(b"picture", document.id))
    account = Account.objects.get(id=people["subject"].person_id)
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(account)
    endpoint = Endpoint.objects.get()
    hooks.renew_secret(
        actor=people["owner"], organization_id=endpoint.organization_id, endpoint_id=endpoint.id, at=timezone.now()
    )
    # Owners are reached at an address: sealed in a line that waits, and in the invitation once it is entered.
    officer, at = people["same"], timezone.now()
    first, second = ([intake.row(uscc=intake.code(n), owner="guyu@qinghe.example")] for n in (1, 2))
    intake.enter(officer, intake.send(officer, first, at, region="990101"), at)
    intake.send(officer, second, at, region="990101")


def things():
    """Every thing that is sealed here: where, which row, and what is in it."""
    for place in sealing.places():
        for row in place.model.objects.order_by("pk"):
            held = getattr(row, place.field)
            held = base64.b64decode(held.get(place.member, "")) if place.member else held
            if held:
                bound_to = b"".join(sealing._bytes(getattr(row, name)) for name in place.bound_by)
                yield (
                    str(place),
                    row.pk,
                    keys.version_of(held),
                    keys.unseal_bytes(place.purpose, held, bound_to=bound_to),
                )


def test_every_place_says_how_it_is_sealed_and_all_of_it_is_sealed_anew(everything, second):
    before = {(place, pk): content for place, pk, version, content in things() if version == 1}
    assert {str(place) for place in sealing.places()} - {place for place, _pk in before} == EMPTY

    second("1", "2")
    assert sum(place.others(2).count() for place in sealing.places()) == len(before)
    sealed = sum(count for place in sealing.places() for count in sealing.reseal(place))
    assert (sealed, sum(place.others(2).count() for place in sealing.places())) == (len(before), 0)
    second("2")
    assert {(place, pk): content for place, pk, version, content in things() if version == 2} == before


def test_no_sealed_column_is_left_out():
    """A column that is sealed says so by its type, or nobody could seal it anew."""
    named = {
        f"{model._meta.db_table}.{field.attname}"
        for model in sealing.apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.BinaryField) and "sealed" in field.attname
    }
    assert named - {str(place) for place in sealing.places()} == set()


def test_what_changes_meanwhile_is_left_as_it_is(db, settings, second):
    settings.DEMO = True
    organizations.ground()
    person = identity.person(AT, name="小满", email="xiaoman@qinghe.example")
    account = Account.objects.get(id=person.person_id)
    [place] = [one for one in sealing.places() if str(one) == "identity_account.phone_sealed"]
    Account.objects.filter(id=account.id).update(phone_sealed=phones.seal("+99901000001", account.id))
    row = Account.objects.get(id=account.id)
    second("1", "2")
    Account.objects.filter(id=account.id).update(phone_sealed=phones.seal("+99901000002", account.id))
    assert place.anew(row) is False
    row.refresh_from_db()
    assert phones.unseal(row.phone_sealed, row.id) == "+99901000002"


def test_what_was_moved_to_another_row_stops_it(db, settings, second):
    settings.DEMO = True
    organizations.ground()
    identity.person(AT, name="小满", email="xiaoman@qinghe.example")
    document = Document.objects.get()
    Document.objects.filter(pk=document.pk).update(
        number_sealed=keys.seal("document-number", "x", bound_to=b"another row")
    )
    second("1", "2")
    [place] = [one for one in sealing.places() if str(one) == "identity_document.number_sealed"]
    with pytest.raises(InvalidTag):
        list(sealing.reseal(place))


def test_an_operator_rotates(db, settings, second, monkeypatch):
    settings.DEMO = True
    organizations.ground()
    identity.person(AT, name="小满", email="xiaoman@qinghe.example")
    number = numbers.unseal(Document.objects.get())
    monkeypatch.setattr(database, "joined", lambda: nullcontext(None))
    monkeypatch.setattr(database.connection, "close", lambda: None)
    run = CliRunner()

    second("1", "2")
    said = json.loads(run.invoke(door.command, ["status", "--json"], catch_exceptions=False).output)
    assert (said["writes"], [key["suite"] for key in said["keys"]]) == (2, ["aes", "sm"])
    assert said["waiting"]["identity_document.number_sealed"] == 1
    assert "1  identity_document.number_sealed is sealed by another" in run.invoke(door.command, ["status"]).output

    assert run.invoke(door.command, ["rotate"], catch_exceptions=False).exit_code == 0
    assert "Everything is sealed by key 2." in run.invoke(door.command, ["status"]).output
    second("2")
    assert numbers.unseal(Document.objects.get()) == number


def test_a_further_key_is_a_file_beside_the_first(settings, tmp_path):
    settings.MASTER_KEYS = masters.Ring({}, tmp_path / "keys")
    said = CliRunner().invoke(door.command, ["add", "--suite", "sm", "--minutes", "60"], catch_exceptions=False)
    assert said.exit_code == 0
    again = masters.Ring({}, tmp_path / "keys")
    assert [(key.version, key.suite) for key in again.keys.values()] == [(1, "aes"), (2, "sm")]
    began = datetime.fromtimestamp(again.keys[2].begins, UTC) - datetime.now(UTC)
    assert timedelta(minutes=59) < began <= timedelta(minutes=60)
    assert (tmp_path / "keys" / "master.2.key").stat().st_mode & 0o777 == 0o600


def test_where_keys_are_no_files_a_further_one_is_printed(settings, tmp_path):
    first = masters.made(1, masters.Suite.AES, 0.0)
    settings.MASTER_KEYS = masters.Ring({masters.NAME: first.written()}, tmp_path)
    said = CliRunner().invoke(door.command, ["add", "--minutes", "0"], catch_exceptions=False).output
    assert [key.version for key in masters.read(said).values()] == [2]
    assert list(tmp_path.iterdir()) == []
