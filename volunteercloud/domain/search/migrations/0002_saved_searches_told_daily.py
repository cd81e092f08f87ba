import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='savedsearch',
            name='looked_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='savedsearch',
            name='told_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
        ),
        migrations.AddIndex(
            model_name='savedsearch',
            index=models.Index(condition=models.Q(('telling', 'no'), _negated=True), fields=['looked_on', 'id'], name='saved_search_due'),
        ),
    ]
