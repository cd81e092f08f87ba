import datetime
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from volunteercloud.core.migrations import composite_foreign_key


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0006_right_for_needs'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShareLink',
            fields=[
                ('digest', models.UUIDField(primary_key=True, serialize=False)),
                ('volunteer_id', models.UUIDField()),
                ('share_id', models.UUIDField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ShareLine',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'share_id', 'record_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('share_id', models.UUIDField()),
                ('record_id', models.UUIDField()),
                ('version_id', models.UUIDField()),
                ('minutes', models.PositiveIntegerField()),
                ('grade', models.CharField(max_length=1)),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BroughtPackage',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('digest', models.BinaryField()),
                ('node_name', models.CharField(max_length=255)),
                ('node_title', models.CharField(blank=True, max_length=200)),
                ('signer', models.CharField(choices=[('trusted', 'Trusted'), ('unknown', 'Unknown')], max_length=8)),
                ('binding', models.CharField(choices=[('document', 'Document'), ('name', 'Name')], max_length=8)),
                ('credit_minutes', models.PositiveIntegerField()),
                ('honour_minutes', models.PositiveIntegerField()),
                ('records', models.PositiveIntegerField()),
                ('versions', models.PositiveIntegerField()),
                ('proved', models.PositiveIntegerField()),
                ('entries', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('brought_by', models.UUIDField()),
                ('brought_at', models.DateTimeField()),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('volunteer', 'digest'), name='brought_package_once'), models.CheckConstraint(condition=models.Q(('binding__in', ['document', 'name']), ('signer__in', ['trusted', 'unknown'])), name='brought_package_known'), models.CheckConstraint(condition=models.Q(('signer', 'trusted'), ('binding', 'name'), _connector='OR'), name='brought_package_bound_by_trust'), models.CheckConstraint(condition=models.Q(('proved__lte', models.F('versions'))), name='brought_package_proved')],
            },
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('title', models.CharField(max_length=100)),
                ('with_name', models.BooleanField(default=False)),
                ('with_hours', models.BooleanField(default=False)),
                ('from_on', models.DateField(null=True)),
                ('to_on', models.DateField(null=True)),
                ('credit_minutes', models.PositiveIntegerField(default=0)),
                ('honour_minutes', models.PositiveIntegerField(default=0)),
                ('lines', models.PositiveSmallIntegerField(default=0)),
                ('certificate_id', models.UUIDField(null=True)),
                ('credential_id', models.UUIDField(null=True)),
                ('made_by', models.UUIDField()),
                ('made_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('views', models.PositiveIntegerField(default=0)),
                ('seen_at', models.DateTimeField(null=True)),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='share_titled'), models.CheckConstraint(condition=models.Q(('with_hours', True), ('lines__gt', 0), ('certificate_id__isnull', False), ('credential_id__isnull', False), _connector='OR'), name='share_shows_something'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('made_at')), ('until__lte', django.db.models.expressions.CombinedExpression(models.F('made_at'), '+', models.Value(datetime.timedelta(days=366))))), name='share_ends'), models.CheckConstraint(condition=models.Q(('from_on__isnull', True), ('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='share_of_a_period'), models.CheckConstraint(condition=models.Q(('certificate_id__isnull', True), ('with_name', True), _connector='OR'), name='share_certificate_names')],
            },
        ),
        composite_foreign_key("share_line_share", "credentials_shareline", ("volunteer_id", "share_id"), "credentials_share", ("volunteer_id", "id")),
    ]
