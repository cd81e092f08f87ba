from django.db import migrations, models


class Migration(migrations.Migration):
    """How much of a node waits for people here is bounded."""

    dependencies = [
        ("transfers", "0002_due_by_node"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="handle",
            index=models.Index(
                condition=models.Q(("volunteer_id__isnull", True)), fields=["node_name"], name="transfer_handle_waiting"
            ),
        ),
    ]
