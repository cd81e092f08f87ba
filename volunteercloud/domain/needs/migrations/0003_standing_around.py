import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('needs', '0002_following'),
        ('regions', '0005_rules_of_needs'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='need',
            index=models.Index(fields=['region', 'posted_at'], name='need_by_region'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(django.db.models.functions.text.Left('region', 6), models.OrderBy(models.F('posted_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('state__in', ['moderation', 'returned', 'open', 'offered', 'docked', 'running', 'done'])), name='need_standing_around'),
        ),
    ]
