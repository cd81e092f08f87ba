from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                ("signs_from", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
    ]
