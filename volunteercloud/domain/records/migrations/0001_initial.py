import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models
from django.contrib.postgres.operations import BtreeGistExtension

from volunteercloud.core.migrations import CreatePartitionedModel, append_only, yearly_partitions


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0001_initial'),
    ]

    operations = [
        BtreeGistExtension(),
        CreatePartitionedModel(
            name='ServiceRecord',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'day', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('id', models.UUIDField()),
                ('record_id', models.UUIDField()),
                ('version', models.PositiveSmallIntegerField()),
                ('standing', models.CharField(choices=[('valid', 'Valid'), ('revoked', 'Revoked')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('title', models.CharField(max_length=200)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('post', models.CharField(blank=True, max_length=100)),
                ('content', models.CharField(blank=True, max_length=1000)),
                ('category', models.CharField(blank=True, max_length=20)),
                ('beneficiaries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('organization_id', models.UUIDField()),
                ('organization_name', models.CharField(max_length=200)),
                ('organization_name_en', models.CharField(blank=True, max_length=200)),
                ('service_region_code', models.CharField(max_length=12)),
                ('home_region_code', models.CharField(blank=True, max_length=12)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('break_minutes', models.PositiveSmallIntegerField(default=0)),
                ('worked_minutes', models.PositiveIntegerField()),
                ('minutes', models.PositiveIntegerField()),
                ('grade', models.CharField(choices=[('A', 'A'), ('B', 'B'), ('C', 'C'), ('D', 'D'), ('E', 'E')], max_length=1)),
                ('source_kind', models.CharField(max_length=20)),
                ('source_id', models.UUIDField()),
                ('recorder_id', models.UUIDField(null=True)),
                ('recorder_name', models.CharField(max_length=300)),
                ('confirmer_id', models.UUIDField(null=True)),
                ('confirmer_name', models.CharField(max_length=300)),
                ('trail', models.JSONField(default=list)),
                ('written_at', models.DateTimeField()),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
        ),
        migrations.CreateModel(
            name='RecordHead',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'record_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('record_id', models.UUIDField()),
                ('version_id', models.UUIDField()),
                ('version', models.PositiveSmallIntegerField()),
                ('standing', models.CharField(choices=[('valid', 'Valid'), ('revoked', 'Revoked')], max_length=8)),
                ('day', models.DateField()),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('organization_id', models.UUIDField()),
                ('minutes', models.PositiveIntegerField()),
                ('grade', models.CharField(choices=[('A', 'A'), ('B', 'B'), ('C', 'C'), ('D', 'D'), ('E', 'E')], max_length=1)),
                ('source_kind', models.CharField(max_length=20)),
                ('source_id', models.UUIDField()),
                ('first_written_at', models.DateTimeField()),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
                ('record', models.ForeignObject(from_fields=['volunteer_id', 'day', 'version_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='records.servicerecord', to_fields=['volunteer_id', 'day', 'id'])),
            ],
        ),
        migrations.AddConstraint(
            model_name='servicerecord',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='record_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='servicerecord',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__lte', models.F('worked_minutes'))), name='record_minutes_worked'),
        ),
        migrations.AddConstraint(
            model_name='servicerecord',
            constraint=models.CheckConstraint(condition=models.Q(('version', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='record_correction_reason'),
        ),
        migrations.AddIndex(
            model_name='recordhead',
            index=models.Index(fields=['volunteer', '-day', '-record_id'], name='record_head_by_day'),
        ),
        migrations.AddIndex(
            model_name='recordhead',
            index=models.Index(fields=['-first_written_at'], name='record_head_newest'),
        ),
        migrations.AddConstraint(
            model_name='recordhead',
            constraint=models.UniqueConstraint(fields=('volunteer', 'source_kind', 'source_id'), name='record_source_once'),
        ),
        migrations.AddConstraint(
            model_name='recordhead',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('standing', 'valid')), expressions=[('volunteer', '='), ('during', '&&')], name='record_no_overlap'),
        ),
        yearly_partitions("records_servicerecord", 2015, 2035),
        append_only("records_servicerecord"),
    ]
