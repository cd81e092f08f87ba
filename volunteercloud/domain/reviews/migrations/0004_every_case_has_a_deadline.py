from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0003_levels_and_four_eyes"),
    ]

    operations = [
        # In a time zone that is named: a distributed database refuses what depends on the session's.
        migrations.RunSQL(
            "UPDATE reviews_case SET due_at = (submitted_at AT TIME ZONE 'UTC' + interval '10 days') AT TIME ZONE 'UTC' "
            "WHERE due_at IS NULL",
            migrations.RunSQL.noop,
        ),
    ]
