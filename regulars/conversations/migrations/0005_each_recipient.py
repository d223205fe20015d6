from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0004_what_is_told_of_calls"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoing",
            name="by_recipient",
            field=models.JSONField(default=dict),
        ),
    ]
