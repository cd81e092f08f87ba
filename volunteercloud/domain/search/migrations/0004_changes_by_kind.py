from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("search", "0003_terms_and_changes")]

    operations = [
        migrations.AddIndex("change", models.Index(fields=["kind", "sequence"], name="change_by_kind")),
        migrations.AddIndex(
            "change", models.Index(fields=["kind", "sequence"], name="change_open", condition=Q(state="open"))
        ),
    ]
