from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='wrongtry',
            name='wrong_tries',
        ),
        migrations.AddField(
            model_name='wrongtry',
            name='address',
            field=models.CharField(default='', max_length=45),
        ),
        migrations.AddIndex(
            model_name='wrongtry',
            index=models.Index(fields=['officer', 'address', 'at'], name='wrong_tries'),
        ),
    ]
