from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0006_confirmed_address'),
    ]

    operations = [
        migrations.AddField(
            model_name='filerow',
            name='gone_at',
            field=models.DateTimeField(null=True),
        ),
    ]
