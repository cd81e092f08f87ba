from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('pk', models.CompositePrimaryKey('recipient_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('recipient_id', models.UUIDField()),
                ('id', models.UUIDField()),
                ('channel', models.CharField(choices=[('email', 'Email'), ('sms', 'Sms')], max_length=10)),
                ('template', models.CharField(max_length=60)),
                ('address_sealed', models.BinaryField()),
                ('content_sealed', models.BinaryField()),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sent', 'Sent'), ('failed', 'Failed')], default='queued', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('pk', models.CompositePrimaryKey('recipient_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('recipient_id', models.UUIDField()),
                ('id', models.UUIDField()),
                ('template', models.CharField(max_length=60)),
                ('facts', models.JSONField(default=dict)),
                ('link', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
