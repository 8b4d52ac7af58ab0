from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0002_knowncard'),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='terms',
            field=models.CharField(default='', max_length=71),
        ),
    ]
