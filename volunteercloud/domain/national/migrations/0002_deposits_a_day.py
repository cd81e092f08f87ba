from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("national", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="spent",
            name="deposited",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
