from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("records", "0006_carried_records")]

    operations = [migrations.AddField("servicerecord", "details_sealed", models.BinaryField(null=True))]
