from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0003_adding_and_leading'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['ends_at', 'id'], name='shift_by_end'),
        ),
    ]
