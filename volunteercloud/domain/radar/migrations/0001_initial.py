
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0002_tighter_constraints'),
        ('regions', '0002_service_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Swept',
            fields=[
                ('organization', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='organizations.organization')),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CaseReason',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'record_id', 'rule', blank=True, editable=False, primary_key=True, serialize=False)),
                ('record_id', models.UUIDField()),
                ('rule', models.CharField(max_length=40)),
                ('case_id', models.UUIDField()),
                ('facts', models.JSONField(default=dict)),
                ('told_at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'case_id', 'record_id'], name='radar_reason_by_case')],
            },
        ),
        migrations.CreateModel(
            name='RadarCase',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('organization_id', models.UUIDField()),
                ('organization_name', models.CharField(max_length=200)),
                ('organization_name_en', models.CharField(blank=True, max_length=200)),
                ('entered_by', models.UUIDField(null=True)),
                ('entered_by_name', models.CharField(blank=True, max_length=300)),
                ('rules', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('records', models.PositiveIntegerField(default=0)),
                ('minutes', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('grew_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('dismissed', 'Dismissed'), ('objected', 'Objected')], default='open', max_length=10)),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_by_label', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=2000)),
                ('region', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
            options={
                'indexes': [models.Index(fields=['region'], name='radar_case_by_region', opclasses=['varchar_pattern_ops']), models.Index(fields=['organization_id', 'id'], name='radar_case_by_organization')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('organization_id', 'entered_by'), name='radar_case_open_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'open')), models.Q(('decided_at__isnull', False), ('state__in', ['dismissed', 'objected']), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='radar_case_decided')],
            },
        ),
        migrations.CreateModel(
            name='Thresholds',
            fields=[
                ('pk', models.CompositePrimaryKey('region_id', 'valid_from', blank=True, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField()),
                ('window_days', models.PositiveSmallIntegerField(default=30)),
                ('past_entries', models.PositiveSmallIntegerField(default=5000)),
                ('entries_a_minute', models.PositiveSmallIntegerField(default=6)),
                ('joined_after_hours', models.PositiveSmallIntegerField(default=48)),
                ('stranger_days', models.PositiveSmallIntegerField(default=3)),
                ('seen_percent', models.PositiveSmallIntegerField(default=50)),
                ('far_people', models.PositiveSmallIntegerField(default=4)),
                ('far_times', models.PositiveSmallIntegerField(default=3)),
                ('point_people', models.PositiveSmallIntegerField(default=6)),
                ('point_minutes', models.PositiveSmallIntegerField(default=10)),
                ('device_people', models.PositiveSmallIntegerField(default=10)),
                ('device_seconds', models.PositiveSmallIntegerField(default=10)),
                ('proof_bits', models.PositiveSmallIntegerField(default=6)),
                ('leap_entries', models.PositiveSmallIntegerField(default=8)),
                ('leap_points', models.PositiveSmallIntegerField(default=20)),
                ('same_hand_records', models.PositiveSmallIntegerField(default=5)),
                ('region', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('past_entries__gte', 1), ('window_days__gte', 1)), name='radar_thresholds_reach'), models.CheckConstraint(condition=models.Q(('proof_bits__lte', 16)), name='radar_thresholds_bits')],
            },
        ),
    ]
