from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("changes", "0002_waiting_by_kind"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="change", name="change_kind"),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(
                choices=[("person", "Person"), ("shift", "Shift"), ("organization", "Organization")], max_length=12
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "shift", "organization"])), name="change_kind"
            ),
        ),
    ]
