"""No field of a person is forgotten: the register names each that could be one, and says what closing does with it."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from volunteercloud.core.models import VolunteerOwned
from volunteercloud.core.personal import Closing, Purpose
from volunteercloud.domain.privacy import purposes, register


def test_every_field_that_could_be_personal_is_declared():
    assert register.undeclared() == []


def test_what_is_declared_is_there():
    assert register.unknown() == []


def test_what_is_kept_says_why_and_is_of_somebody():
    kept = [one for one in register.held() if one.closing is Closing.KEPT]
    assert [one.model for one in kept if not one.because] == []
    assert [one.model for one in register.held() if one.closing is not Closing.KEPT and one.because] == []


def test_every_purpose_is_said_in_words():
    assert set(register.categories()) == set(Purpose) == set(purposes.WORDS)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("nickname", models.CharField(max_length=20)),
        ("diary", models.TextField()),
        ("born", models.DateField()),
        ("sizes", models.JSONField()),
        ("scan", models.BinaryField()),
    ],
)
@isolate_apps("volunteercloud.domain.privacy")
def test_a_new_field_of_a_person_is_found(name, field):
    model = type(
        "Newcomer",
        (VolunteerOwned,),
        {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "privacy"}), name: field},
    )
    assert register.could_be_personal(model, model._meta.get_field(name))


def test_ids_choices_counts_and_signatures_are_none():
    record = apps.get_model("records.OrganizationRecord")
    plain = ["record_id", "standing", "minutes", "written_at", "confirmer_name"]
    assert [name for name in plain if register.could_be_personal(record, record._meta.get_field(name))] == []
