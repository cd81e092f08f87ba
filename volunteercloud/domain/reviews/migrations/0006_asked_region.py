from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0005_queue_by_deadline"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE reviews_case SET asked_code = region_id, escalates_at = due_at + interval '3 days' "
            "WHERE state = 'waiting'",
            migrations.RunSQL.noop,
        ),
    ]
