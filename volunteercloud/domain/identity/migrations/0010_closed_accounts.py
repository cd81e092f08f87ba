from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [("identity", "0009_last_use_of_a_key")]

    operations = [
        migrations.AddField("volunteer", "closed_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "volunteer",
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(name="", real_name_level=0), name="volunteer_closed_is_nameless"
            ),
        ),
    ]
