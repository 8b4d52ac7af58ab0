from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0017_files_of_kind'),
    ]

    operations = [
        migrations.AddField(
            model_name='nodestate',
            name='unfolded_from',
            field=models.BigIntegerField(null=True),
        ),
    ]
