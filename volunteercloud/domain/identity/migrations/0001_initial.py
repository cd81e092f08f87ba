import django.contrib.postgres.fields
import django.db.models.deletion
import volunteercloud.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('regions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=volunteercloud.core.ids.uuid7, primary_key=True, serialize=False)),
                ('email', models.EmailField(blank=True, max_length=254, null=True)),
                ('phone_sealed', models.BinaryField(null=True)),
                ('phone_tail', models.CharField(blank=True, max_length=4)),
                ('phone_verified', models.BooleanField(default=False)),
                ('label', models.CharField(blank=True, max_length=200)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('elder_mode', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('registered_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('value_index', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('document', 'Document'), ('phone', 'Phone'), ('number', 'Number')], max_length=10)),
                ('key_version', models.PositiveSmallIntegerField()),
                ('holder_id', models.UUIDField()),
                ('holds_until', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Guardianship',
            fields=[
                ('pk', models.CompositePrimaryKey('guardian_id', 'ward_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('guardian_id', models.UUIDField()),
                ('ward_id', models.UUIDField()),
                ('ward_name', models.CharField(max_length=300)),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('digest', models.UUIDField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Volunteer',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20)),
                ('name', models.CharField(blank=True, max_length=300)),
                ('name_latin', models.CharField(blank=True, max_length=300)),
                ('sex', models.CharField(choices=[('0', 'Unknown'), ('1', 'Male'), ('2', 'Female'), ('9', 'Not Stated')], default='0', max_length=1)),
                ('birth_on', models.DateField(null=True)),
                ('nationality', models.CharField(blank=True, max_length=2)),
                ('real_name_level', models.PositiveSmallIntegerField(default=0)),
                ('real_name_at', models.DateTimeField(null=True)),
                ('guardian_id', models.UUIDField(null=True)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('registered_at', models.DateTimeField()),
                ('region', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
        ),
        migrations.CreateModel(
            name='GuardianConsent',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('given', 'Given'), ('withdrawn', 'Withdrawn')], default='requested', max_length=10)),
                ('guardian_id', models.UUIDField(null=True)),
                ('guardian_name', models.CharField(blank=True, max_length=300)),
                ('relation', models.CharField(blank=True, max_length=40)),
                ('requested_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('given_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('kind', models.CharField(max_length=3)),
                ('number_sealed', models.BinaryField()),
                ('tail', models.CharField(max_length=2)),
                ('length', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('claimed', 'Claimed'), ('verified', 'Verified'), ('returned', 'Returned'), ('rejected', 'Rejected'), ('replaced', 'Replaced')], default='claimed', max_length=10)),
                ('provider', models.CharField(blank=True, max_length=40)),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('level', models.PositiveSmallIntegerField(default=0)),
                ('expires_on', models.DateField(null=True)),
                ('stated', models.JSONField(default=dict)),
                ('photo_sealed', models.BinaryField(null=True)),
                ('photo_type', models.CharField(blank=True, max_length=20)),
                ('submitted_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('purpose', models.CharField(max_length=40)),
                ('version', models.CharField(max_length=20)),
                ('given_by', models.UUIDField()),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
        ),
        migrations.CreateModel(
            name='OfficerGrant',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('granted_by_label', models.CharField(max_length=200)),
                ('granted_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('account', 'region'), name='officer_grant_once')],
            },
        ),
        migrations.AddIndex(
            model_name='volunteer',
            index=models.Index(fields=['name', 'region'], name='volunteer_by_name', opclasses=['varchar_pattern_ops', 'varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='volunteer',
            constraint=models.CheckConstraint(condition=models.Q(('real_name_level', 0), models.Q(models.Q(('name', ''), _negated=True), ('birth_on__isnull', False)), _connector='OR'), name='real_name_named'),
        ),
        migrations.AddConstraint(
            model_name='guardianconsent',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'given')), fields=('volunteer',), name='guardian_consent_once'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'verified')), fields=('volunteer',), name='document_verified_once'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('volunteer', 'purpose'), name='consent_standing_once'),
        ),
    ]
