from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('needs', '0003_standing_around'),
        ('regions', '0005_rules_of_needs'),
    ]

    operations = [
        migrations.AddField(
            model_name='need',
            name='erased_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(condition=models.Q(('ended_at__isnull', False), ('erased_at__isnull', True)), fields=['ended_at', 'id'], name='need_to_erase'),
        ),
    ]
