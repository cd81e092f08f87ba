from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('radar', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='thresholds',
            name='case_records',
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.AddField(
            model_name='thresholds',
            name='list_people',
            field=models.PositiveSmallIntegerField(default=8),
        ),
        migrations.AlterField(
            model_name='thresholds',
            name='seen_percent',
            field=models.PositiveSmallIntegerField(default=30),
        ),
        migrations.AlterField(
            model_name='thresholds',
            name='stranger_days',
            field=models.PositiveSmallIntegerField(default=2),
        ),
    ]
