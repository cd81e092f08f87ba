from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("intake", "0001_lists_taken_in"),
    ]

    operations = [
        migrations.AlterField(
            model_name="intake",
            name="kind",
            field=models.CharField(
                choices=[
                    ("organizations", "Organizations"),
                    ("members", "Members"),
                    ("opportunities", "Opportunities"),
                ],
                max_length=13,
            ),
        ),
        migrations.AddField(model_name="intake", name="source_id", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="intake", name="is_whole", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="intake", name="mapping", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="intake", name="with_missing", field=models.BooleanField(default=False)),
        migrations.RemoveConstraint(model_name="intake", name="intake_known"),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=Q(
                    kind__in=["organizations", "members", "opportunities"],
                    state__in=["checking", "checked", "unread", "entering", "entered", "discarded"],
                ),
                name="intake_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=Q(kind="opportunities", source_id__isnull=False)
                | (~Q(kind="opportunities") & Q(source_id__isnull=True, is_whole=False)),
                name="intake_of_a_source",
            ),
        ),
    ]
