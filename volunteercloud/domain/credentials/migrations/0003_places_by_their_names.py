from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('credentials', '0002_issuing'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='broughtpackage',
            name='node_title',
        ),
    ]
