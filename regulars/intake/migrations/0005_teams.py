from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0004_same_content"),
        ("staff", "0002_roles_and_teams"),
    ]

    operations = [
        migrations.AddField(
            model_name="inbox",
            name="teams",
            field=models.ManyToManyField(blank=True, related_name="inboxes", to="staff.team"),
        ),
    ]
