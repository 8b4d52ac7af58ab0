from django.db import migrations, models


def tell_by_home(apps, schema_editor):
    """Until now whoever opened a file kept it."""
    Dossier, Entry = apps.get_model('kernel', 'Dossier'), apps.get_model('kernel', 'Entry')
    mine = Dossier.objects.filter(id=models.OuterRef('dossier_id'), home=models.OuterRef('agency'))
    said = Entry.objects.filter(models.Exists(mine), internal=False, agency=models.F('speaker'))
    said.update(by_home=True)


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0009_recalled'),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='handover',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='dossier',
            name='handover_unit',
            field=models.CharField(db_index=True, default='', max_length=261),
        ),
        migrations.AddField(
            model_name='entry',
            name='by_home',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(tell_by_home, migrations.RunPython.noop, elidable=True),
    ]
