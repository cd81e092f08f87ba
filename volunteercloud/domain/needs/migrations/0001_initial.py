import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0008_listed'),
        ('regions', '0005_rules_of_needs'),
    ]

    operations = [
        migrations.CreateModel(
            name='NeedDetails',
            fields=[
                ('pk', models.CompositePrimaryKey('owner_id', 'need_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('owner_id', models.UUIDField()),
                ('need_id', models.UUIDField()),
                ('sealed', models.BinaryField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('moderation', 'Moderation'), ('returned', 'Returned'), ('open', 'Open'), ('offered', 'Offered'), ('docked', 'Docked'), ('running', 'Running'), ('done', 'Done'), ('confirmed', 'Confirmed'), ('closed', 'Closed'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn'), ('expired', 'Expired'), ('unmet', 'Unmet')], default='draft', max_length=12)),
                ('poster_kind', models.CharField(choices=[('person', 'Person'), ('organization', 'Organization')], max_length=12)),
                ('poster_id', models.UUIDField()),
                ('poster_name', models.CharField(max_length=300)),
                ('posted_by', models.UUIDField()),
                ('title', models.CharField(blank=True, max_length=60)),
                ('title_en', models.CharField(blank=True, max_length=120)),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('words_en', models.CharField(blank=True, max_length=2000)),
                ('category', models.CharField(blank=True, max_length=20)),
                ('beneficiary', models.CharField(blank=True, max_length=20)),
                ('about', models.CharField(blank=True, choices=[('myself', 'Myself'), ('person', 'Person'), ('group', 'Group'), ('public', 'Public')], max_length=8)),
                ('consent_at', models.DateTimeField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('is_remote', models.BooleanField(default=False)),
                ('frequency', models.CharField(choices=[('once', 'Once'), ('recurring', 'Recurring'), ('until_solved', 'Until Solved')], max_length=12)),
                ('starts_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None)),
                ('from_minute', models.PositiveSmallIntegerField(null=True)),
                ('to_minute', models.PositiveSmallIntegerField(null=True)),
                ('people', models.PositiveSmallIntegerField(default=1)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('minimum_age', models.PositiveSmallIntegerField(null=True)),
                ('urgency', models.PositiveSmallIntegerField(choices=[(0, 'Normal'), (1, 'Soon'), (2, 'Urgent')], default=0)),
                ('safety', models.CharField(blank=True, max_length=500)),
                ('is_dangerous', models.BooleanField(default=False)),
                ('text_key', models.UUIDField()),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('station_id', models.UUIDField(null=True)),
                ('station_name', models.CharField(blank=True, max_length=200)),
                ('asked_code', models.CharField(blank=True, max_length=12)),
                ('level', models.PositiveSmallIntegerField(default=0)),
                ('passes_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('organization_id', models.UUIDField(null=True)),
                ('organization_name', models.CharField(blank=True, max_length=200)),
                ('way', models.CharField(blank=True, choices=[('shift', 'Shift'), ('activity', 'Activity'), ('project', 'Project')], max_length=8)),
                ('project_id', models.UUIDField(null=True)),
                ('activity_id', models.UUIDField(null=True)),
                ('reason', models.CharField(blank=True, max_length=2000)),
                ('unmet', models.CharField(blank=True, choices=[('nobody', 'Nobody'), ('too_few', 'Too Few'), ('no_skill', 'No Skill'), ('no_time', 'No Time'), ('too_late', 'Too Late'), ('not_for_volunteers', 'Not For Volunteers'), ('solved_otherwise', 'Solved Otherwise'), ('other', 'Other')], max_length=20)),
                ('outcome', models.CharField(blank=True, max_length=2000)),
                ('served_people', models.PositiveIntegerField(default=0)),
                ('served_minutes', models.PositiveIntegerField(default=0)),
                ('rating', models.PositiveSmallIntegerField(null=True)),
                ('rating_words', models.CharField(blank=True, max_length=1000)),
                ('created_at', models.DateTimeField()),
                ('posted_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('docked_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('station_reminded_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('part', models.GeneratedField(db_persist=True, expression=models.Case(models.When(state__in=['open', 'offered'], then=models.Value('open')), models.When(state__in=['docked', 'running', 'done'], then=models.Value('taken_up')), models.When(state__in=['confirmed', 'closed'], then=models.Value('met'))), output_field=models.CharField(max_length=8, null=True))),
                ('region', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
        ),
        migrations.CreateModel(
            name='NeedCount',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='needs_one_count')],
            },
        ),
        migrations.CreateModel(
            name='NeedFigure',
            fields=[
                ('pk', models.CompositePrimaryKey('region_id', 'month', 'category', blank=True, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('category', models.CharField(max_length=20)),
                ('posted', models.PositiveIntegerField(default=0)),
                ('opened', models.PositiveIntegerField(default=0)),
                ('answered', models.PositiveIntegerField(default=0)),
                ('answer_minutes', models.PositiveBigIntegerField(default=0)),
                ('docked', models.PositiveIntegerField(default=0)),
                ('met', models.PositiveIntegerField(default=0)),
                ('unmet', models.PositiveIntegerField(default=0)),
                ('unmet_by', models.JSONField(default=dict)),
                ('rated', models.PositiveIntegerField(default=0)),
                ('rating_sum', models.PositiveIntegerField(default=0)),
                ('counted_at', models.DateTimeField()),
                ('region', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NeedShift',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'shift_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('shift_id', models.UUIDField()),
                ('need_id', models.UUIDField()),
                ('ends_at', models.DateTimeField()),
                ('served_people', models.PositiveIntegerField(default=0)),
                ('served_minutes', models.PositiveIntegerField(default=0)),
                ('counted_at', models.DateTimeField(null=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('organization_id', models.UUIDField(null=True)),
                ('volunteer_id', models.UUIDField(null=True)),
                ('name', models.CharField(max_length=300)),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('chosen', 'Chosen'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                ('offered_by', models.UUIDField()),
                ('offered_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('need', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='needs.need')),
            ],
        ),
        migrations.CreateModel(
            name='Pairing',
            fields=[
                ('pk', models.CompositePrimaryKey('organization_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.UUIDField()),
                ('need_id', models.UUIDField()),
                ('series_id', models.UUIDField(null=True)),
                ('household', models.CharField(max_length=60)),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organizations.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Station',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('organization_id', models.UUIDField()),
                ('organization_name', models.CharField(max_length=200)),
                ('named_by_label', models.CharField(max_length=200)),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('region', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='regions.region')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('what', models.CharField(choices=[('posted', 'Posted'), ('returned', 'Returned'), ('rejected', 'Rejected'), ('opened', 'Opened'), ('passed_up', 'Passed Up'), ('extended', 'Extended'), ('offered', 'Offered'), ('offer_withdrawn', 'Offer Withdrawn'), ('chosen', 'Chosen'), ('declined', 'Declined'), ('docked', 'Docked'), ('paired', 'Paired'), ('parted', 'Parted'), ('running', 'Running'), ('done', 'Done'), ('confirmed', 'Confirmed'), ('contested', 'Contested'), ('reopened', 'Reopened'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn'), ('expired', 'Expired'), ('unmet', 'Unmet')], max_length=20)),
                ('by_name', models.CharField(blank=True, max_length=300)),
                ('words', models.CharField(blank=True, max_length=2000)),
                ('need', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='needs.need')),
            ],
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(fields=['poster_id', 'created_at', 'id'], name='need_by_poster'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(fields=['organization_id', 'state', 'id'], name='need_by_organization'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(fields=['station_id', 'state', 'id'], name='need_by_station'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(condition=models.Q(('state__in', ['open', 'offered'])), fields=['passes_at', 'id'], name='need_passes'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(condition=models.Q(('state__in', ['moderation', 'returned', 'open', 'offered'])), fields=['expires_at', 'id'], name='need_expires'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(fields=['changed_at', 'id'], name='need_changed'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(condition=models.Q(('level__gt', 0), ('state__in', ['open', 'offered'])), fields=['asked_code', '-urgency', 'opened_at', 'id'], name='need_passed_up'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(models.F('part'), models.OrderBy(models.F('urgency'), descending=True), models.OrderBy(models.F('opened_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('part__isnull', False)), name='need_board_0'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(django.db.models.functions.text.Left('region', 2), models.F('part'), models.OrderBy(models.F('urgency'), descending=True), models.OrderBy(models.F('opened_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('part__isnull', False)), name='need_board_2'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(django.db.models.functions.text.Left('region', 4), models.F('part'), models.OrderBy(models.F('urgency'), descending=True), models.OrderBy(models.F('opened_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('part__isnull', False)), name='need_board_4'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(django.db.models.functions.text.Left('region', 6), models.F('part'), models.OrderBy(models.F('urgency'), descending=True), models.OrderBy(models.F('opened_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('part__isnull', False)), name='need_board_6'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(django.db.models.functions.text.Left('region', 9), models.F('part'), models.OrderBy(models.F('urgency'), descending=True), models.OrderBy(models.F('opened_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('part__isnull', False)), name='need_board_9'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(django.db.models.functions.text.Left('region', 12), models.F('part'), models.OrderBy(models.F('urgency'), descending=True), models.OrderBy(models.F('opened_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('part__isnull', False)), name='need_board_12'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.UniqueConstraint(fields=('number',), name='need_number'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('about__in', ['', 'myself', 'person', 'group', 'public']), ('frequency__in', ['once', 'recurring', 'until_solved']), ('poster_kind__in', ['person', 'organization']), ('state__in', ['draft', 'moderation', 'returned', 'open', 'offered', 'docked', 'running', 'done', 'confirmed', 'closed', 'rejected', 'withdrawn', 'expired', 'unmet']), ('urgency__in', [0, 1, 2])), name='need_known'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('expires_at__isnull', False), ('posted_at__isnull', False), ('region__isnull', False), models.Q(('title', ''), _negated=True), models.Q(('words', ''), _negated=True), models.Q(('category', ''), _negated=True), models.Q(('beneficiary', ''), _negated=True), models.Q(('about', ''), _negated=True)), _connector='OR'), name='need_whole_once_posted'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', 'person'), _negated=True), ('consent_at__isnull', False), ('state', 'draft'), _connector='OR'), name='need_consented'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['open', 'offered']), _negated=True), ('opened_at__isnull', False), _connector='OR'), name='need_opened_when'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['docked', 'running', 'done', 'confirmed', 'closed']), _negated=True), models.Q(('docked_at__isnull', False), ('organization_id__isnull', False), models.Q(('way', ''), _negated=True)), _connector='OR'), name='need_docked_with'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'unmet'), models.Q(('unmet', ''), _negated=True)), models.Q(models.Q(('state', 'unmet'), _negated=True), ('unmet', '')), _connector='OR'), name='need_unmet_why'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('rating__isnull', True), models.Q(('rating__range', (1, 5)), ('state__in', ['confirmed', 'closed'])), _connector='OR'), name='need_rated_when_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='need_confirmed_when'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('people__range', (1, 500))), name='need_people'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('frequency', 'once'), _negated=True), models.Q(('ends_at__gt', models.F('starts_at')), ('starts_at__isnull', False)), ('state', 'draft'), _connector='OR'), name='need_once_when'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('weekdays__contained_by', [1, 2, 3, 4, 5, 6, 7]), models.Q(models.Q(('from_minute__isnull', True), ('to_minute__isnull', True)), models.Q(('from_minute__isnull', False), ('to_minute__gt', models.F('from_minute')), ('to_minute__lte', 1440)), _connector='OR')), name='need_times_of_week'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='need_point'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['moderation', 'returned', 'open', 'offered', 'docked', 'running'])), fields=('poster_id', 'text_key'), name='need_posted_once'),
        ),
        migrations.AddIndex(
            model_name='needshift',
            index=models.Index(fields=['organization', 'need_id'], name='need_shift_by_need'),
        ),
        migrations.AddIndex(
            model_name='needshift',
            index=models.Index(condition=models.Q(('counted_at__isnull', True)), fields=['ends_at', 'organization'], name='need_shift_due'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(fields=['need', 'offered_at', 'id'], name='offer_by_need'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(condition=models.Q(('organization_id__isnull', False)), fields=['organization_id', '-offered_at', 'id'], name='offer_by_organization'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(condition=models.Q(('volunteer_id__isnull', False)), fields=['volunteer_id', '-offered_at', 'id'], name='offer_by_volunteer'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'chosen', 'declined', 'withdrawn'])), name='offer_state'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organization_id__isnull', False), ('volunteer_id__isnull', True)), models.Q(('organization_id__isnull', True), ('volunteer_id__isnull', False)), _connector='OR'), name='offer_of_one'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('organization_id__isnull', False), ('state__in', ['waiting', 'chosen'])), fields=('need', 'organization_id'), name='offer_once_by_organization'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'chosen']), ('volunteer_id__isnull', False)), fields=('need', 'volunteer_id'), name='offer_once_by_volunteer'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('organization_id__isnull', False), ('state', 'chosen')), fields=('need',), name='offer_one_organization_chosen'),
        ),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organization', 'need_id'), name='pairing_once'),
        ),
        migrations.AddIndex(
            model_name='station',
            index=models.Index(fields=['organization_id'], name='station_by_organization'),
        ),
        migrations.AddConstraint(
            model_name='station',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('region',), name='station_one_a_region'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(fields=['need', 'at', 'id'], name='need_step_by_need'),
        ),
    ]
