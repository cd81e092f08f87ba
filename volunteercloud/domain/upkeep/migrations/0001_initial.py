from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.CreateModel(
            name="KeyCheck",
            fields=[
                ("version", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("value", models.BinaryField()),
                ("noted_at", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        # Few jobs fail, among very many that are done: those are what the desk lists.
        migrations.RunSQL(
            "CREATE INDEX upkeep_failed_jobs ON procrastinate_jobs (id) WHERE status = 'failed'",
            "DROP INDEX upkeep_failed_jobs",
        ),
    ]
