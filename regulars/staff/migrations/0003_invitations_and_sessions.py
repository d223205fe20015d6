import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import regulars.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0002_roles_and_teams"),
    ]

    operations = [
        migrations.AddField(
            model_name="role",
            name="needs_second",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("device", models.CharField(blank=True, max_length=300)),
                ("address", models.CharField(blank=True, max_length=60)),
                ("begun_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("email", models.EmailField(max_length=254)),
                ("role", models.CharField(max_length=40)),
                ("nonce", models.CharField(default=regulars.base.ids.public_id, max_length=12)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("teams", models.ManyToManyField(blank=True, related_name="+", to="staff.team")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        fields=("email",),
                        name="invited_once",
                    )
                ],
            },
        ),
    ]
