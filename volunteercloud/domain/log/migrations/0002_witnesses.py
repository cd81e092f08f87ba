from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('log', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Witness',
            fields=[
                ('name', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('vkey', models.CharField(max_length=400)),
                ('url', models.URLField(max_length=400)),
                ('size', models.BigIntegerField(default=0)),
                ('asked_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='checkpoint',
            name='cosignatures',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='followedlog',
            name='witnessed_root',
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddField(
            model_name='followedlog',
            name='witnessed_size',
            field=models.BigIntegerField(default=0),
        ),
        # A checkpoint is never changed; what witnesses say of it is added.
        migrations.RunSQL(
            "GRANT UPDATE (cosignatures) ON log_checkpoint TO CURRENT_USER",
            "REVOKE UPDATE (cosignatures) ON log_checkpoint FROM CURRENT_USER",
        ),
    ]
