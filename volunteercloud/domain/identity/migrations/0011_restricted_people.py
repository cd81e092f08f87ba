from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("identity", "0010_closed_accounts")]

    operations = [migrations.AddField("volunteer", "restricted_at", models.DateTimeField(null=True))]
