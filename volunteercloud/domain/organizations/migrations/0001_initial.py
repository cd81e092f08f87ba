import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('regions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('pk', models.CompositePrimaryKey('person_id', 'organization_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person_id', models.UUIDField()),
                ('organization_id', models.UUIDField()),
                ('organization_name', models.CharField(max_length=200)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('coordinator', 'Coordinator'), ('leader', 'Leader'), ('recorder', 'Recorder')], max_length=12)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UsccClaim',
            fields=[
                ('uscc', models.CharField(max_length=18, primary_key=True, serialize=False)),
                ('organization_id', models.UUIDField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('name_en', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(max_length=20)),
                ('uscc', models.CharField(blank=True, max_length=18)),
                ('liaison_id', models.UUIDField(null=True)),
                ('liaison_name', models.CharField(blank=True, max_length=200)),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('purpose', models.TextField(blank=True, max_length=4000)),
                ('purpose_en', models.TextField(blank=True, max_length=4000)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('contact_name', models.CharField(blank=True, max_length=100)),
                ('contact_phone', models.CharField(blank=True, max_length=30)),
                ('contact_email', models.EmailField(blank=True, max_length=254)),
                ('head', models.CharField(blank=True, max_length=100)),
                ('handler', models.CharField(blank=True, max_length=100)),
                ('seal', models.BinaryField(null=True)),
                ('established_on', models.DateField(null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('active', 'Active'), ('rejected', 'Rejected'), ('suspended', 'Suspended'), ('dissolved', 'Dissolved')], default='draft', max_length=10)),
                ('trusted', models.BooleanField(default=False)),
                ('reason', models.CharField(blank=True, max_length=2000)),
                ('created_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('region', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
        ),
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'person_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person_id', models.UUIDField()),
                ('name', models.CharField(max_length=300)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('coordinator', 'Coordinator'), ('leader', 'Leader'), ('recorder', 'Recorder')], max_length=12)),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(fields=['region'], name='organization_by_region', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='organization',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), models.Q(('uscc', ''), _negated=True), ('liaison_id__isnull', False), _connector='OR'), name='organization_answers_to'),
        ),
    ]
