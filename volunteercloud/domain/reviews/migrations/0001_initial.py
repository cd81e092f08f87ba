import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('regions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('identity', 'Identity'), ('organization', 'Organization'), ('project', 'Project')], max_length=20)),
                ('owner_id', models.UUIDField()),
                ('subject_id', models.UUIDField()),
                ('title', models.CharField(max_length=300)),
                ('submitted_by', models.UUIDField(null=True)),
                ('submitted_by_label', models.CharField(max_length=200)),
                ('submitted_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('approved', 'Approved'), ('returned', 'Returned'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_by_label', models.CharField(blank=True, max_length=200)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=2000)),
                ('region', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['region'], name='case_waiting', opclasses=['varchar_pattern_ops']), models.Index(fields=['kind', 'subject_id'], name='case_by_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('kind', 'subject_id'), name='case_waiting_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'withdrawn']), ('decided_at__isnull', False), _connector='OR'), name='case_decided_when')],
            },
        ),
    ]
