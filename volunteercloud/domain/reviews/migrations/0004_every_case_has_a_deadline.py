from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0003_levels_and_four_eyes"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE reviews_case SET due_at = submitted_at + interval '10 days' WHERE due_at IS NULL",
            migrations.RunSQL.noop,
        ),
    ]
