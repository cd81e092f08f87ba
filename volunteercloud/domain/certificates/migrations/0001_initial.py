import django.db.models.deletion
from django.db import migrations, models

from volunteercloud.core.migrations import composite_foreign_key


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0001_initial'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CertificateNumber',
            fields=[
                ('number', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('volunteer_id', models.UUIDField()),
                ('certificate_id', models.UUIDField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CertificateLine',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'certificate_id', 'record_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('certificate_id', models.UUIDField()),
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
            name='MyRequest',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('organization_id', models.UUIDField()),
                ('organization_name', models.CharField(max_length=200)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('issued', 'Issued'), ('refused', 'Refused')], default='waiting', max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('number', models.CharField(max_length=20)),
                ('code', models.CharField(max_length=8)),
                ('kind', models.CharField(choices=[('organization', 'Organization'), ('extract', 'Extract')], max_length=12)),
                ('organization_id', models.UUIDField(null=True)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('credit_minutes', models.PositiveIntegerField()),
                ('honour_minutes', models.PositiveIntegerField()),
                ('facts', models.JSONField()),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.UUIDField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=1000)),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'extract'), ('organization_id__isnull', False), _connector='OR'), name='certificate_has_issuer'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='certificate_withdrawn_why')],
            },
        ),
        migrations.CreateModel(
            name='CertificateRequest',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('volunteer_id', models.UUIDField()),
                ('volunteer_name', models.CharField(max_length=300)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('purpose', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('issued', 'Issued'), ('refused', 'Refused')], default='waiting', max_length=10)),
                ('requested_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by_name', models.CharField(blank=True, max_length=300)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('certificate_id', models.UUIDField(null=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('organization', 'volunteer_id'), name='certificate_request_once')],
            },
        ),
        composite_foreign_key("line_certificate", "certificates_certificateline", ("volunteer_id", "certificate_id"), "certificates_certificate", ("volunteer_id", "id")),
    ]
