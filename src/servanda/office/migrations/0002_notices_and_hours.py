import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def note_what_was_mailed(apps, schema_editor):
    """What a mail told before there were notices is not told again."""
    alias = schema_editor.connection.alias
    notice, mail = apps.get_model("office", "Notice"), apps.get_model("office", "Mail")
    rows = mail.objects.using(alias).order_by("id").values_list("officer_id", "reason", "about", "at")
    notice.objects.using(alias).bulk_create(
        (notice(officer_id=officer, reason=reason, about=about, dossier="", at=at, settled_at=at)
         for officer, reason, about, at in rows.iterator()),
        batch_size=500, ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OfficeHours',
            fields=[
                ('unit', models.CharField(default='', max_length=261, primary_key=True, serialize=False)),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('days_off', models.JSONField(default=list)),
            ],
        ),
        migrations.AddField(
            model_name='officer',
            name='closes',
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name='officer',
            name='mail',
            field=models.CharField(default='digest', max_length=6),
        ),
        migrations.AddField(
            model_name='officer',
            name='opens',
            field=models.TimeField(null=True),
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=40)),
                ('about', models.CharField(max_length=300)),
                ('dossier', models.CharField(max_length=223)),
                ('commitment', models.CharField(default='', max_length=71)),
                ('is_urgent', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['settled_at'], name='notice_waiting')],
                'constraints': [models.UniqueConstraint(fields=('officer', 'about'), name='one_notice')],
            },
        ),
        migrations.RunPython(note_what_was_mailed, migrations.RunPython.noop),
    ]
