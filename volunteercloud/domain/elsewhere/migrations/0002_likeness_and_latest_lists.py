from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("elsewhere", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="opportunity", name="opportunity_seen"),
        migrations.RemoveField(model_name="opportunity", name="seen_at"),
        migrations.AddField(
            model_name="opportunity",
            name="likeness",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(model_name="opportunity", name="address", field=models.URLField(max_length=500)),
        migrations.AddConstraint(
            model_name="opportunity",
            constraint=models.CheckConstraint(
                condition=Q(address__startswith="https://") | Q(address__startswith="http://"),
                name="opportunity_leads_to_a_site",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(condition=Q(state="open"), fields=["source", "id"], name="opportunity_open"),
        ),
        migrations.AddField(model_name="source", name="latest_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="source", index=models.Index(fields=["region", "name", "id"], name="source_by_region")
        ),
    ]
