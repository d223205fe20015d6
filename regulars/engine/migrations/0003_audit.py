from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("engine", "0002_deaths"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("act", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=120)),
                ("by_id", models.CharField(blank=True, max_length=12)),
                ("payload", models.TextField(blank=True)),
                ("salt", models.CharField(blank=True, max_length=32)),
                ("payload_digest", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["act", "-number"], name="audit_of_act"),
                    models.Index(fields=["by_id", "-number"], name="audit_of_person"),
                    models.Index(fields=["subject", "-number"], name="audit_of_subject"),
                ],
            },
        ),
    ]
