import django.db.models.deletion
from django.db import migrations, models

from volunteercloud.core.migrations import append_only, composite_foreign_key


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0003_qualifications'),
        ('organizations', '0002_tighter_constraints'),
    ]

    operations = [
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('record_id', models.UUIDField()),
                ('version', models.PositiveSmallIntegerField()),
                ('organization_id', models.UUIDField()),
                ('organization_name', models.CharField(max_length=200)),
                ('organization_name_en', models.CharField(blank=True, max_length=200)),
                ('region_code', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=200)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('day', models.DateField()),
                ('side', models.CharField(choices=[('volunteer', 'Volunteer'), ('organization', 'Organization'), ('officer', 'Officer')], max_length=12)),
                ('case_id', models.UUIDField(null=True)),
                ('raised_by', models.UUIDField()),
                ('raised_by_name', models.CharField(max_length=300)),
                ('raised_at', models.DateTimeField()),
                ('grounds', models.CharField(max_length=2000)),
                ('wish', models.CharField(choices=[('times', 'Times'), ('void', 'Void'), ('restore', 'Restore')], max_length=8)),
                ('wished_from', models.DateTimeField(null=True)),
                ('wished_to', models.DateTimeField(null=True)),
                ('wished_break', models.PositiveSmallIntegerField(null=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('referred', 'Referred'), ('decided', 'Decided'), ('appealed', 'Appealed'), ('settled', 'Settled'), ('withdrawn', 'Withdrawn'), ('final', 'Final')], max_length=10)),
                ('due_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=2000)),
                ('answered_by_name', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(null=True)),
                ('statement', models.CharField(blank=True, max_length=2000)),
                ('stated_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('dismissed', 'Dismissed'), ('corrected', 'Corrected'), ('voided', 'Voided'), ('restored', 'Restored')], max_length=10)),
                ('appeal', models.CharField(blank=True, max_length=2000)),
                ('appeal_side', models.CharField(blank=True, choices=[('volunteer', 'Volunteer'), ('organization', 'Organization'), ('officer', 'Officer')], max_length=12)),
                ('appealed_by', models.UUIDField(null=True)),
                ('appealed_by_name', models.CharField(blank=True, max_length=300)),
                ('appealed_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
            options={
                'indexes': [models.Index(fields=['volunteer', '-raised_at', '-id'], name='objection_newest'), models.Index(fields=['volunteer', 'record_id'], name='objection_by_record'), models.Index(condition=models.Q(('due_at__isnull', False)), fields=['state', 'due_at'], name='objection_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('side__in', ['volunteer', 'organization', 'officer']), ('state__in', ['open', 'referred', 'decided', 'appealed', 'settled', 'withdrawn', 'final']), ('wish__in', ['times', 'void', 'restore'])), name='objection_known'), models.CheckConstraint(condition=models.Q(('grounds', ''), _negated=True), name='objection_grounds'), models.CheckConstraint(condition=models.Q(models.Q(('wish', 'times'), ('wished_break__isnull', False), ('wished_from__isnull', False), ('wished_to__gt', models.F('wished_from'))), models.Q(models.Q(('wish', 'times'), _negated=True), ('wished_break__isnull', True), ('wished_from__isnull', True), ('wished_to__isnull', True)), _connector='OR'), name='objection_wished_times'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('due_at__isnull', False), ('state__in', ('open', 'referred', 'decided', 'appealed'))), models.Q(models.Q(('state__in', ('open', 'referred', 'decided', 'appealed')), _negated=True), ('closed_at__isnull', False), ('due_at__isnull', True)), _connector='OR'), name='objection_waits_or_is_closed'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='objection_answered'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('state__in', ['open', 'referred', 'withdrawn'])), models.Q(('outcome__in', ['dismissed', 'corrected', 'voided', 'restored']), ('state__in', ['decided', 'appealed', 'final'])), models.Q(('answered_at__isnull', False), ('outcome__in', ('corrected', 'voided', 'restored')), ('state', 'settled')), _connector='OR'), name='objection_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('appeal', ''), ('appealed_at__isnull', True), ('appealed_by__isnull', True)), models.Q(('appealed_at__isnull', False), ('appealed_by__isnull', False), ('state__in', ['appealed', 'final']), models.Q(('appeal', ''), _negated=True)), _connector='OR'), name='objection_appealed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'appealed'), _negated=True), ('appealed_at__isnull', False), _connector='OR'), name='objection_appeal_said'), models.CheckConstraint(condition=models.Q(('case_id__isnull', True), ('side', 'officer'), _connector='OR'), name='objection_case_of_officer'), models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'referred', 'decided', 'appealed'))), fields=('volunteer', 'record_id'), name='objection_waits_once')],
            },
        ),
        migrations.CreateModel(
            name='ObjectionForOrganization',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('volunteer_id', models.UUIDField()),
                ('volunteer_name', models.CharField(max_length=300)),
                ('record_id', models.UUIDField()),
                ('title', models.CharField(max_length=200)),
                ('title_en', models.CharField(blank=True, max_length=200)),
                ('day', models.DateField()),
                ('side', models.CharField(choices=[('volunteer', 'Volunteer'), ('organization', 'Organization'), ('officer', 'Officer')], max_length=12)),
                ('wish', models.CharField(choices=[('times', 'Times'), ('void', 'Void'), ('restore', 'Restore')], max_length=8)),
                ('state', models.CharField(choices=[('open', 'Open'), ('referred', 'Referred'), ('decided', 'Decided'), ('appealed', 'Appealed'), ('settled', 'Settled'), ('withdrawn', 'Withdrawn'), ('final', 'Final')], max_length=10)),
                ('outcome', models.CharField(blank=True, choices=[('dismissed', 'Dismissed'), ('corrected', 'Corrected'), ('voided', 'Voided'), ('restored', 'Restored')], max_length=10)),
                ('due_at', models.DateTimeField(null=True)),
                ('raised_at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', '-raised_at', '-id'], name='organization_objection_newest'), models.Index(fields=['organization', 'record_id'], name='organization_objection_record')],
                'constraints': [models.CheckConstraint(condition=models.Q(('side__in', ['volunteer', 'organization', 'officer']), ('state__in', ['open', 'referred', 'decided', 'appealed', 'settled', 'withdrawn', 'final']), ('wish__in', ['times', 'void', 'restore'])), name='organization_objection_known')],
            },
        ),
        migrations.CreateModel(
            name='Ruling',
            fields=[
                ('pk', models.CompositePrimaryKey('volunteer_id', 'objection_id', 'instance', blank=True, editable=False, primary_key=True, serialize=False)),
                ('objection_id', models.UUIDField()),
                ('instance', models.PositiveSmallIntegerField(choices=[(1, 'First'), (2, 'Appeal')])),
                ('outcome', models.CharField(choices=[('dismissed', 'Dismissed'), ('corrected', 'Corrected'), ('voided', 'Voided'), ('restored', 'Restored')], max_length=10)),
                ('reason', models.CharField(max_length=1000)),
                ('decided_by', models.UUIDField()),
                ('decided_by_name', models.CharField(max_length=300)),
                ('decided_at', models.DateTimeField()),
                ('first_decided_by', models.UUIDField(null=True)),
                ('version_before', models.PositiveSmallIntegerField()),
                ('version_after', models.PositiveSmallIntegerField()),
                ('volunteer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='identity.volunteer')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['dismissed', 'corrected', 'voided', 'restored']), models.Q(('reason', ''), _negated=True)), name='ruling_reasoned'), models.CheckConstraint(condition=models.Q(models.Q(('first_decided_by__isnull', True), ('instance', 1)), models.Q(('first_decided_by__isnull', False), ('instance', 2), models.Q(('first_decided_by', models.F('decided_by')), _negated=True)), _connector='OR'), name='ruling_by_another')],
            },
        ),
        composite_foreign_key("ruling_objection", "objections_ruling", ("volunteer_id", "objection_id"), "objections_objection", ("volunteer_id", "id")),
        append_only("objections_ruling"),
    ]
