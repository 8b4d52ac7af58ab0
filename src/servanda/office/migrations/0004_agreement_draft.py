"""Agreements while they are written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0003_sheets")]

    operations = [
        migrations.CreateModel(
            name="AgreementDraft",
            fields=[
                ("id", models.CharField(max_length=22, primary_key=True, serialize=False)),
                ("unit", models.CharField(db_index=True, max_length=261)),
                ("data", models.JSONField(default=dict)),
                ("source", models.JSONField(default=dict)),
                ("file", models.CharField(default="", max_length=200)),
                ("step", models.CharField(default="agreement.propose", max_length=81)),
                ("dossier", models.CharField(db_index=True, default="", max_length=223)),
                ("edition", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=60)),
                ("sent_at", models.DateTimeField(null=True)),
                ("sent_as", models.CharField(default="", max_length=71)),
                ("became", models.CharField(default="", max_length=223)),
            ],
            options={"ordering": ("-changed_at", "id")},
        ),
    ]
