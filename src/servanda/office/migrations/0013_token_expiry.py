from datetime import timedelta

from django.db import migrations, models
from django.db.models.functions import Now


def hold_on(apps, schema_editor):
    """Programs that are at work go on for half a year from now."""
    tokens = apps.get_model("office", "Token").objects.using(schema_editor.connection.alias)
    tokens.update(expires_at=Now() + timedelta(days=180))


class Migration(migrations.Migration):

    dependencies = [
        ("office", "0012_calendar_links"),
    ]

    operations = [
        migrations.AddField(model_name="token", name="expires_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(hold_on, migrations.RunPython.noop),
        migrations.AlterField(model_name="token", name="expires_at", field=models.DateTimeField()),
    ]
