from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0020_unanswered'),
    ]

    operations = [
        migrations.AddField(
            model_name='nodestate',
            name='completed',
            field=models.JSONField(default=list),
        ),
    ]
