from django.db import migrations

# Ids are of version 4 here, those of cases opened from now on of version 7: nothing reads more than "unique" from them.
OPEN_CASES = """
    INSERT INTO reviews_case (
        id, kind, owner_id, subject_id, region_id, title, submitted_by_label, submitted_at, due_at, level, asked_code,
        state, takes_two, proposed, proposed_by_label, proposed_reason, decided_by_label, reason
    )
    SELECT gen_random_uuid(), 'radar', organization_id, id, region_id, organization_name, 'radar', opened_at,
        opened_at + interval '15 days', 0, region_id, 'waiting', false, '', '', '', '', ''
    FROM radar_radarcase WHERE state = 'open'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("radar", "0002_lists_and_cases"),
        ("reviews", "0006_asked_region"),
    ]

    operations = [
        migrations.RunSQL(OPEN_CASES, "DELETE FROM reviews_case WHERE kind = 'radar'"),
    ]
