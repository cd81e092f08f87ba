from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0008_first_residences'),
    ]

    operations = [
        migrations.AddField(
            model_name='apitoken',
            name='last_used_at',
            field=models.DateTimeField(null=True),
        ),
    ]
