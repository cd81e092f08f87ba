import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from volunteercloud.core.migrations import composite_foreign_key


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0001_initial'),
        ('organizations', '0001_initial'),
        ('projects', '0001_initial'),
        ('regions', '0001_initial'),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('project_id', models.UUIDField()),
                ('title', models.CharField(max_length=100)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(max_length=200)),
                ('place_en', models.CharField(blank=True, max_length=200)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('created_at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
                ('project', models.ForeignObject(from_fields=['organization_id', 'project_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.project', to_fields=['organization_id', 'id'])),
                ('region', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('shift_id', models.UUIDField(primary_key=True, serialize=False)),
                ('organization_id', models.UUIDField()),
                ('organization_name', models.CharField(max_length=200)),
                ('organization_name_en', models.CharField(blank=True, max_length=200)),
                ('project_id', models.UUIDField()),
                ('title', models.CharField(max_length=100)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('post', models.CharField(max_length=100)),
                ('post_en', models.CharField(blank=True, max_length=200)),
                ('category', models.CharField(max_length=20)),
                ('region_code', models.CharField(max_length=12)),
                ('place', models.CharField(max_length=200)),
                ('place_en', models.CharField(blank=True, max_length=200)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('break_minutes', models.PositiveSmallIntegerField(default=0)),
                ('recruits_from', models.DateField()),
                ('recruits_to', models.DateField()),
                ('has_insurance', models.BooleanField(default=False)),
                ('has_transport', models.BooleanField(default=False)),
                ('has_meal', models.BooleanField(default=False)),
                ('has_kit', models.BooleanField(default=False)),
                ('minimum_age', models.PositiveSmallIntegerField(null=True)),
                ('search_text', models.TextField()),
            ],
            options={
                'indexes': [models.Index(fields=['starts_at', 'shift_id'], name='listing_by_start'), models.Index(fields=['region_code'], name='listing_by_region', opclasses=['varchar_pattern_ops'])],
            },
        ),
        migrations.CreateModel(
            name='MySignUp',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'shift_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('shift_id', models.UUIDField()),
                ('organization_id', models.UUIDField()),
                ('organization_name', models.CharField(max_length=200)),
                ('project_id', models.UUIDField()),
                ('title', models.CharField(max_length=100)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('post', models.CharField(max_length=100)),
                ('post_en', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(max_length=200)),
                ('place_en', models.CharField(blank=True, max_length=200)),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('confirmed', 'Confirmed'), ('waiting', 'Waiting'), ('offered', 'Offered'), ('cancelled', 'Cancelled'), ('declined', 'Declined'), ('expired', 'Expired')], max_length=10)),
                ('changed_at', models.DateTimeField()),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('activity_id', models.UUIDField()),
                ('name', models.CharField(max_length=100)),
                ('name_en', models.CharField(blank=True, max_length=200)),
                ('duties', models.CharField(blank=True, max_length=1000)),
                ('minimum_age', models.PositiveSmallIntegerField(null=True)),
                ('maximum_age', models.PositiveSmallIntegerField(null=True)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('qualification', models.CharField(blank=True, max_length=100)),
                ('needs_approval', models.BooleanField(default=False)),
                ('activity', models.ForeignObject(from_fields=['organization_id', 'activity_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='activities.activity', to_fields=['organization_id', 'id'])),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('project_id', models.UUIDField()),
                ('activity_id', models.UUIDField()),
                ('post_id', models.UUIDField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('break_minutes', models.PositiveSmallIntegerField(default=0)),
                ('places', models.PositiveIntegerField()),
                ('taken', models.PositiveIntegerField(default=0)),
                ('queued', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('open', 'Open'), ('cancelled', 'Cancelled')], default='open', max_length=10)),
                ('activity', models.ForeignObject(from_fields=['organization_id', 'activity_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='activities.activity', to_fields=['organization_id', 'id'])),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
                ('post', models.ForeignObject(from_fields=['organization_id', 'post_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='activities.post', to_fields=['organization_id', 'id'])),
                ('project', models.ForeignObject(from_fields=['organization_id', 'project_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.project', to_fields=['organization_id', 'id'])),
            ],
        ),
        migrations.CreateModel(
            name='SignUp',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'shift_id', 'volunteer_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('shift_id', models.UUIDField()),
                ('volunteer_id', models.UUIDField()),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('confirmed', 'Confirmed'), ('waiting', 'Waiting'), ('offered', 'Offered'), ('cancelled', 'Cancelled'), ('declined', 'Declined'), ('expired', 'Expired')], max_length=10)),
                ('volunteer_name', models.CharField(max_length=300)),
                ('volunteer_number', models.CharField(max_length=20)),
                ('queue_position', models.PositiveIntegerField(null=True)),
                ('offered_until', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('signed_up_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
                ('shift', models.ForeignObject(from_fields=['organization_id', 'shift_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='activities.shift', to_fields=['organization_id', 'id'])),
            ],
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(fields=['organization', 'project_id'], name='activity_by_project'),
        ),
        migrations.AddConstraint(
            model_name='mysignup',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['requested', 'confirmed', 'offered'])), expressions=[('volunteer', '='), ('during', '&&')], name='my_signup_no_overlap'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['organization', 'activity_id'], name='post_by_activity'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('maximum_age__gte', models.F('minimum_age'))), name='post_age_order'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['organization', 'starts_at'], name='shift_by_start'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('taken__lte', models.F('places'))), name='shift_not_oversold'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='shift_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='signup',
            index=models.Index(condition=models.Q(('state', 'offered')), fields=['offered_until'], name='signup_offers'),
        ),
        migrations.AddConstraint(
            model_name='signup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), ('queue_position__isnull', False), _connector='OR'), name='signup_waits_in_order'),
        ),
        migrations.AddConstraint(
            model_name='signup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), ('offered_until__isnull', False), _connector='OR'), name='signup_offer_ends'),
        ),
        composite_foreign_key("activity_project", "activities_activity", ("organization_id", "project_id"), "projects_project", ("organization_id", "id")),
        composite_foreign_key("post_activity", "activities_post", ("organization_id", "activity_id"), "activities_activity", ("organization_id", "id")),
        composite_foreign_key("shift_post", "activities_shift", ("organization_id", "post_id"), "activities_post", ("organization_id", "id")),
        composite_foreign_key("shift_activity", "activities_shift", ("organization_id", "activity_id"), "activities_activity", ("organization_id", "id")),
        composite_foreign_key("shift_project", "activities_shift", ("organization_id", "project_id"), "projects_project", ("organization_id", "id")),
        composite_foreign_key("signup_shift", "activities_signup", ("organization_id", "shift_id"), "activities_shift", ("organization_id", "id")),
    ]
