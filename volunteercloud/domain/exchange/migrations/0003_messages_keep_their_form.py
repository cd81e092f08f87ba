from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_two_forms")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="form_code",
            field=models.CharField(default="volunteercloud", max_length=40),
            preserve_default=False,
        ),
    ]
