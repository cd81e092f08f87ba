import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

from volunteercloud.core.migrations import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='FollowedLog',
            fields=[
                ('origin', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('vkey', models.CharField(max_length=400)),
                ('url', models.URLField(max_length=400)),
                ('peers', django.contrib.postgres.fields.ArrayField(base_field=models.URLField(max_length=400), default=list, size=None)),
                ('since', models.DateTimeField()),
                ('asked_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=200)),
                ('region_code', models.CharField(blank=True, max_length=12)),
                ('found_at', models.DateTimeField()),
                ('facts', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], default='open', max_length=6)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by_label', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(blank=True, max_length=1000)),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-found_at'], name='log_alarm_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('kind', 'subject'), name='log_alarm_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='log_alarm_closed_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('size', models.BigIntegerField(primary_key=True, serialize=False)),
                ('root', models.BinaryField()),
                ('note', models.TextField()),
                ('signed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gte', 0)), name='log_checkpoint_size'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(models.Func(models.F('root'), function='octet_length', output_field=models.IntegerField()), 32)), name='log_checkpoint_root')],
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('pk', models.CompositePrimaryKey('owner_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('owner_id', models.UUIDField()),
                ('id', models.UUIDField()),
                ('kind', models.CharField(max_length=20)),
                ('salt', models.BinaryField(null=True)),
                ('commitment', models.BinaryField()),
                ('index', models.BigIntegerField(null=True)),
                ('appended_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['index'], name='log_leaf_by_index'), models.Index(condition=models.Q(('index__isnull', True)), fields=['appended_at', 'id'], name='log_leaf_waiting')],
                'constraints': [models.UniqueConstraint(fields=('owner_id', 'index'), name='log_leaf_place'), models.CheckConstraint(condition=models.Q(('index__isnull', True), ('index__gte', 0), _connector='OR'), name='log_leaf_index'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(models.Func(models.F('commitment'), function='octet_length', output_field=models.IntegerField()), 32)), name='log_leaf_commitment'), models.CheckConstraint(condition=models.Q(('salt__isnull', True), django.db.models.lookups.Exact(models.Func(models.F('salt'), function='octet_length', output_field=models.IntegerField()), 32), _connector='OR'), name='log_leaf_salt'), models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), ('kind', 'erasure'), ('salt__isnull', True)), models.Q(models.Q(('kind', 'erasure'), _negated=True), ('erased_at__isnull', True), ('salt__isnull', False)), models.Q(models.Q(('kind', 'erasure'), _negated=True), ('erased_at__isnull', False), ('salt__isnull', True)), _connector='OR'), name='log_leaf_salted')],
            },
        ),
        migrations.CreateModel(
            name='Tree',
            fields=[
                ('id', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=255)),
                ('size', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='log_tree_single'), models.CheckConstraint(condition=models.Q(('size__gte', 0)), name='log_tree_size')],
            },
        ),
        migrations.CreateModel(
            name='FollowedCheckpoint',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('note', models.TextField()),
                ('source', models.URLField(max_length=400)),
                ('seen_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(null=True)),
                ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='log.followedlog')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('agreed_at__isnull', True)), fields=['log', 'size'], name='log_followed_open')],
                'constraints': [models.UniqueConstraint(fields=('log', 'size', 'root'), name='log_followed_once')],
            },
        ),
        append_only("log_leaf"),
        # What may still happen to a leaf: it is given its place once, and its salt is taken away.
        migrations.RunSQL(
            "GRANT UPDATE (index, salt, erased_at) ON log_leaf TO CURRENT_USER",
            "REVOKE UPDATE (index, salt, erased_at) ON log_leaf FROM CURRENT_USER",
        ),
        append_only("log_checkpoint"),
        append_only("log_followedcheckpoint"),
        migrations.RunSQL(
            "GRANT UPDATE (agreed_at) ON log_followedcheckpoint TO CURRENT_USER",
            "REVOKE UPDATE (agreed_at) ON log_followedcheckpoint FROM CURRENT_USER",
        ),
    ]
