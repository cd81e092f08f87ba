from django.db import migrations, models

from volunteercloud.core.migrations import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('owner_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('owner_id', models.UUIDField()),
                ('id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=60)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.UUIDField(null=True)),
                ('actor_label', models.CharField(max_length=200)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('subject_label', models.CharField(blank=True, max_length=300)),
                ('region_code', models.CharField(blank=True, max_length=12)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['actor_id', '-at'], name='audit_by_actor'), models.Index(fields=['-at'], name='audit_by_time')],
            },
        ),
        append_only("audit_entry"),
    ]
