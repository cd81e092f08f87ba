"""Figures are counted by duty and name nobody: there was nothing to agree to. That it was asked stays in the trail."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("identity", "0011_restricted_people")]

    operations = [
        migrations.RunSQL("DELETE FROM identity_consent WHERE purpose = 'statistics'", migrations.RunSQL.noop)
    ]
