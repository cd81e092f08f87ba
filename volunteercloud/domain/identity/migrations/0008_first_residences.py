from django.conf import settings
from django.db import migrations

# Who said where they live lives there since the day on which they registered, as far as anybody knows.
FIRST_OF_ALL = """
INSERT INTO identity_residence
    (volunteer_id, id, region_id, from_on, terms, stated_by, stated_at, stated_lately, began_at)
SELECT id, gen_random_uuid(), region_id, (registered_at AT TIME ZONE %s)::date, '', COALESCE(guardian_id, id),
       registered_at, 1, registered_at
FROM identity_volunteer WHERE region_id IS NOT NULL"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0007_residence")]

    operations = [migrations.RunSQL([(FIRST_OF_ALL, [settings.TIME_ZONE])], migrations.RunSQL.noop)]
