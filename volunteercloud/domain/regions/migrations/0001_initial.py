import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Region',
            fields=[
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Province'), (2, 'City'), (3, 'District'), (4, 'Street'), (5, 'Community')])),
                ('name', models.CharField(max_length=100)),
                ('name_latin', models.CharField(blank=True, max_length=100)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='regions.region')),
                ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='regions.region')),
            ],
        ),
        migrations.CreateModel(
            name='RuleSet',
            fields=[
                ('pk', models.CompositePrimaryKey('region_id', 'valid_from', blank=True, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField()),
                ('rounding_minutes', models.PositiveSmallIntegerField(default=30)),
                ('daily_cap_minutes', models.PositiveSmallIntegerField(default=480)),
                ('guardian_account_below_age', models.PositiveSmallIntegerField(default=14)),
                ('guardian_consent_below_age', models.PositiveSmallIntegerField(default=18)),
                ('check_in_opens_minutes', models.PositiveSmallIntegerField(default=30)),
                ('check_out_closes_minutes', models.PositiveSmallIntegerField(default=240)),
                ('cancel_before_minutes', models.PositiveSmallIntegerField(default=180)),
                ('offer_minutes', models.PositiveSmallIntegerField(default=720)),
                ('check_in_radius_metres', models.PositiveSmallIntegerField(default=500)),
                ('trusted_publish_at_once', models.BooleanField(default=False)),
                ('minimum_real_name_level', models.PositiveSmallIntegerField(default=1)),
                ('region', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
        ),
        migrations.AddIndex(
            model_name='region',
            index=models.Index(fields=['name'], name='region_by_name', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.CheckConstraint(condition=models.Q(('rounding_minutes__gte', 1)), name='ruleset_rounding'),
        ),
    ]
