import django.db.models.deletion
from django.db import migrations, models

from volunteercloud.core.migrations import composite_foreign_key


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0001_initial'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'shift_id', 'volunteer_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('shift_id', models.UUIDField()),
                ('volunteer_id', models.UUIDField()),
                ('state', models.CharField(choices=[('present', 'Present'), ('left', 'Left'), ('confirmed', 'Confirmed'), ('absent', 'Absent')], max_length=10)),
                ('in_at', models.DateTimeField(null=True)),
                ('in_method', models.CharField(blank=True, choices=[('code', 'Code'), ('pass', 'Pass'), ('tick', 'Tick')], max_length=4)),
                ('in_actor_id', models.UUIDField(null=True)),
                ('in_actor_name', models.CharField(blank=True, max_length=300)),
                ('in_distance_metres', models.PositiveIntegerField(null=True)),
                ('out_at', models.DateTimeField(null=True)),
                ('out_method', models.CharField(blank=True, choices=[('code', 'Code'), ('pass', 'Pass'), ('tick', 'Tick')], max_length=4)),
                ('out_actor_id', models.UUIDField(null=True)),
                ('out_actor_name', models.CharField(blank=True, max_length=300)),
                ('out_distance_metres', models.PositiveIntegerField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.UUIDField(null=True)),
                ('confirmed_by_name', models.CharField(blank=True, max_length=300)),
                ('record_id', models.UUIDField(null=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
                ('sign_up', models.ForeignObject(from_fields=['organization_id', 'shift_id', 'volunteer_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='activities.signup', to_fields=['organization_id', 'shift_id', 'volunteer_id'])),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('out_at__isnull', True), ('out_at__gt', models.F('in_at')), _connector='OR'), name='attendance_out_after_in'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('confirmed_at__isnull', False), ('record_id__isnull', False)), _connector='OR'), name='attendance_confirmed_by'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('volunteer_id')), _negated=True), _connector='OR'), name='attendance_not_own')],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'request_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('request_id', models.UUIDField()),
                ('shift_id', models.UUIDField()),
                ('volunteer_id', models.UUIDField()),
                ('direction', models.CharField(choices=[('in', 'In'), ('out', 'Out')], max_length=3)),
                ('method', models.CharField(choices=[('code', 'Code'), ('pass', 'Pass'), ('tick', 'Tick')], max_length=4)),
                ('at', models.DateTimeField()),
                ('actor_id', models.UUIDField(null=True)),
                ('actor_name', models.CharField(max_length=300)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('distance_metres', models.PositiveIntegerField(null=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'shift_id', 'at'], name='scan_by_shift')],
            },
        ),
        composite_foreign_key("attendance_on_roster", "attendance_attendance", ("organization_id", "shift_id", "volunteer_id"), "activities_signup", ("organization_id", "shift_id", "volunteer_id")),
        composite_foreign_key("scan_on_roster", "attendance_scan", ("organization_id", "shift_id", "volunteer_id"), "activities_signup", ("organization_id", "shift_id", "volunteer_id")),
    ]
