from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0004_time_of_receipt'),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='nudged_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='commitment',
            name='nudges',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
