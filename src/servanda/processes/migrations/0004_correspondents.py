from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('processes', '0003_dated_units'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correspondent',
            fields=[
                ('agency', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('name', models.JSONField(default=dict)),
                ('via', models.CharField(default='letter', max_length=8)),
                ('address', models.TextField(default='')),
                ('phone', models.CharField(default='', max_length=60)),
                ('mail', models.CharField(default='', max_length=200)),
            ],
            options={
                'ordering': ('agency',),
            },
        ),
        migrations.CreateModel(
            name='CorrespondentUnit',
            fields=[
                ('id', models.CharField(max_length=261, primary_key=True, serialize=False)),
                ('agency', models.CharField(db_index=True, max_length=200)),
                ('name', models.JSONField(default=dict)),
                ('address', models.TextField(default='')),
                ('is_closed', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
    ]
