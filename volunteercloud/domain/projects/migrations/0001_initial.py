import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
        ('regions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('published', 'Published'), ('rejected', 'Rejected'), ('closed', 'Closed')], default='draft', max_length=10)),
                ('title', models.CharField(blank=True, max_length=100)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('content', models.TextField(blank=True, max_length=8000)),
                ('content_en', models.TextField(blank=True, max_length=8000)),
                ('category', models.CharField(blank=True, max_length=20)),
                ('beneficiaries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('sdg_targets', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('place_en', models.CharField(blank=True, max_length=200)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('recruits_from', models.DateField(null=True)),
                ('recruits_to', models.DateField(null=True)),
                ('risks', models.TextField(blank=True, max_length=4000)),
                ('risks_en', models.TextField(blank=True, max_length=4000)),
                ('has_meal', models.BooleanField(default=False)),
                ('has_transport', models.BooleanField(default=False)),
                ('has_insurance', models.BooleanField(default=False)),
                ('has_kit', models.BooleanField(default=False)),
                ('contact_name', models.CharField(blank=True, max_length=100)),
                ('contact_phone', models.CharField(blank=True, max_length=30)),
                ('reason', models.CharField(blank=True, max_length=2000)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
                ('region', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(models.Q(('title', ''), _negated=True), models.Q(('content', ''), _negated=True), models.Q(('risks', ''), _negated=True), ('region__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='project_published_whole'), models.CheckConstraint(condition=models.Q(('recruits_to__gte', models.F('recruits_from'))), name='project_window_order'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='project_point')],
            },
        ),
    ]
