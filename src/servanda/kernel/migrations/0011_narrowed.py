from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0010_handover'),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='narrowed',
            field=models.JSONField(default=dict),
        ),
    ]
