from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0005_queue_by_deadline"),
    ]

    operations = [
        # In a time zone that is named: a distributed database refuses what depends on the session's.
        migrations.RunSQL(
            "UPDATE reviews_case SET asked_code = region_id, "
            "escalates_at = (due_at AT TIME ZONE 'UTC' + interval '3 days') AT TIME ZONE 'UTC' "
            "WHERE state = 'waiting'",
            migrations.RunSQL.noop,
        ),
    ]
