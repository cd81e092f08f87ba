"""The first version of the weights. Kept here as it was then: later ones are set by operators."""

from datetime import UTC, datetime

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
REASON = "The first version: what a person likes and how near it is count most; nobody is asked for everything."
FIRST = {
    "opportunities": {
        "interest": 30,
        "skill": 15,
        "served": 10,
        "before": 10,
        "team": 10,
        "near": 25,
        "soon": 10,
        "urgent": 10,
        "room": 5,
        "welcome": 10,
    },
    "volunteers": {
        "interest": 25,
        "served": 15,
        "before": 15,
        "team": 15,
        "near": 30,
        "time": 15,
        "rested": 25,
        "welcome": 5,
    },
    "organizations": {"kind": 30, "near": 30, "tree": 10, "history": 10, "results": 15, "load": 15},
    "needs": {"kind": 30, "near": 25, "urgent": 20, "waiting": 15, "tree": 10, "history": 10},
}


def set_first(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    weights = apps.get_model("matching", "Weights")
    for purpose, values in FIRST.items():
        row = {"weights": values, "since": SINCE, "set_by_label": "Volunteer Cloud", "reason": REASON}
        weights.objects.create(purpose=purpose, version=1, **row)


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]
    operations = [migrations.RunPython(set_first, migrations.RunPython.noop)]
