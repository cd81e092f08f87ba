import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    initial = True

    dependencies = [("identity", "0010_closed_accounts")]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("pk", models.CompositePrimaryKey("volunteer_id", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("volunteer", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.volunteer")),
                ("id", models.UUIDField()),
                ("state", models.CharField(choices=[("waiting", "Waiting"), ("called_off", "Called Off"), ("closed", "Closed")], default="waiting", max_length=10)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "indexes": [models.Index(condition=Q(("state", "waiting")), fields=["closes_at", "volunteer"], name="closing_next")],
                "constraints": [
                    models.CheckConstraint(condition=Q(Q(("ended_at__isnull", True), ("state", "waiting")), Q(("ended_at__isnull", False), ("state__in", ["called_off", "closed"])), _connector="OR"), name="closing_ended_when"),
                    models.CheckConstraint(condition=Q(due_at__gte=F("closes_at")), name="closing_in_time"),
                    models.UniqueConstraint(condition=Q(("state", "waiting")), fields=("volunteer",), name="closing_waits_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sealed",
            fields=[
                ("pk", models.CompositePrimaryKey("volunteer_id", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("volunteer", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.volunteer")),
                ("id", models.UUIDField()),
                ("model", models.CharField(max_length=60)),
                ("sealed", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
                ("kept_until", models.DateField(null=True)),
            ],
            options={
                "indexes": [models.Index(condition=Q(("kept_until__isnull", False)), fields=["kept_until"], name="sealed_ends")],
            },
        ),
    ]
