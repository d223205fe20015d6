import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import regulars.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0004_search_words"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("noun", models.CharField(max_length=8)),
                ("source", models.CharField(max_length=40)),
                ("name", models.CharField(blank=True, max_length=255)),
                ("mapping", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("state", models.CharField(default="running", max_length=8)),
                ("at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BriefMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("name", models.CharField(max_length=100)),
                ("to", models.JSONField(default=list)),
                ("place", models.CharField(blank=True, max_length=120)),
                ("at", models.CharField(max_length=5)),
                ("zone", models.CharField(max_length=64)),
                ("active", models.BooleanField(default=True)),
                ("last_for", models.CharField(blank=True, max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("done_at", models.DateTimeField(null=True)),
                ("certificate", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None), ("done_at", None)),
                        fields=("customer",),
                        name="erased_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="book.customer",
                    ),
                ),
                (
                    "birth_customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("preference", "preference"),
                            ("need", "need"),
                            ("avoidance", "avoidance"),
                            ("date", "date"),
                            ("relation", "relation"),
                            ("context", "context"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("allergen", models.CharField(blank=True, max_length=20)),
                ("day", models.CharField(blank=True, max_length=10)),
                ("standing", models.BooleanField(default=True)),
                ("channel", models.CharField(blank=True, max_length=16)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("occasion", models.CharField(blank=True, max_length=200)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("said", "said"),
                            ("observed", "observed"),
                            ("inferred", "inferred"),
                            ("imported", "imported"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moment",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="book.moment"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("sensitive", models.BooleanField(default=False)),
                ("unspoken", models.BooleanField(default=False)),
                ("visible", models.BooleanField(default=False)),
                ("expires_local", models.CharField(blank=True, max_length=19)),
                ("expires_zone", models.CharField(blank=True, max_length=64)),
                ("expires_at", models.DateTimeField(null=True)),
                ("sightings", models.PositiveIntegerField(default=1)),
                ("honoured", models.PositiveIntegerField(default=0)),
                ("contradicted", models.PositiveIntegerField(default=0)),
                ("used_at", models.DateTimeField()),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="history", to="book.fact"
                    ),
                ),
                ("forgotten_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "replaced_by"], name="facts_of_customer"),
                    models.Index(
                        condition=models.Q(("day", ""), ("replaced_by", None)),
                        fields=["used_at", "id"],
                        name="facts_by_use",
                    ),
                    models.Index(
                        condition=models.Q(("forgotten_at__isnull", False)),
                        fields=["forgotten_at"],
                        name="facts_forgotten",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FactMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="book.fact"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moment",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="book.moment"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                (
                    "stays",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                ("takes", models.JSONField(default=list)),
                ("latest", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("gone",), name="merged_into_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gone", models.F("stays")), _negated=True), name="merged_with_another"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("belonging", models.CharField(max_length=20)),
                ("row", models.BigIntegerField()),
                (
                    "conversation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="book.conversation",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("undone_at", None)), fields=["belonging", "row"], name="live_moves_of_row"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("source", models.CharField(max_length=40)),
                ("source_id", models.CharField(max_length=120)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="book.customer",
                    ),
                ),
                (
                    "birth_customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60)),
                ("status", models.CharField(default="placed", max_length=10)),
                ("currency", models.CharField(max_length=3)),
                ("total", models.BigIntegerField()),
                ("ordered_at", models.DateTimeField()),
                ("promised_local", models.CharField(blank=True, max_length=19)),
                ("promised_zone", models.CharField(blank=True, max_length=64)),
                ("promised_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("ship_to", models.JSONField(default=dict)),
                ("bill_to", models.JSONField(default=dict)),
                (
                    "moment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="book.moment",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.batch"
                    ),
                ),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-ordered_at", "-id"], name="orders_of_customer"),
                    models.Index(
                        condition=models.Q(("number", ""), _negated=True), fields=["number"], name="orders_by_number"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("source", "source_id"), name="order_once")],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="book.order"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("sku", models.CharField(blank=True, max_length=80)),
                ("name", models.CharField(max_length=300)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("price", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="PersonalLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="book.customer"
                    ),
                ),
                ("purpose", models.CharField(max_length=8)),
                ("form", models.CharField(blank=True, max_length=20)),
                ("asked", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "moment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="book.moment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecordChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="book.batch"
                    ),
                ),
                ("noun", models.CharField(max_length=8)),
                ("record", models.BigIntegerField()),
                ("before", models.JSONField()),
                (
                    "moment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="book.moment",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["noun", "record", "id"], name="changes_of_record")],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relations", to="book.customer"
                    ),
                ),
                (
                    "birth_customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="related", to="book.customer"
                    ),
                ),
                (
                    "birth_other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("spouse", "spouse"),
                            ("partner", "partner"),
                            ("parent", "parent"),
                            ("child", "child"),
                            ("sibling", "sibling"),
                            ("friend", "friend"),
                            ("assistant", "assistant"),
                            ("principal", "principal"),
                            ("employer", "employer"),
                            ("employee", "employee"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("shares", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Reward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("source", models.CharField(max_length=40)),
                ("source_id", models.CharField(max_length=120)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rewards", to="book.customer"
                    ),
                ),
                (
                    "birth_customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                ("programme", models.CharField(blank=True, max_length=120)),
                ("unit", models.CharField(max_length=20)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("balance", models.BigIntegerField()),
                ("expires_local", models.CharField(blank=True, max_length=19)),
                ("expires_zone", models.CharField(blank=True, max_length=64)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "moment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="book.moment",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.batch"
                    ),
                ),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False)),
                        fields=["expires_at"],
                        name="rewards_by_expiry",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("source", "source_id"), name="reward_once")],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                (
                    "one",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="book.customer",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="book.customer"
                    ),
                ),
                ("score", models.PositiveSmallIntegerField()),
                ("reasons", models.JSONField(default=list)),
                ("state", models.CharField(default="open", max_length=8)),
                ("until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["-score", "id"], name="open_suggestions"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="suggested_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="suggested_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="book.customer"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("digest", models.CharField(max_length=32)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "digest", "customer"), name="trace_once")],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=regulars.base.ids.public_id, editable=False, max_length=12, unique=True),
                ),
                ("source", models.CharField(max_length=40)),
                ("source_id", models.CharField(max_length=120)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="book.customer",
                    ),
                ),
                (
                    "birth_customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.customer"
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60)),
                ("status", models.CharField(default="booked", max_length=10)),
                ("place", models.CharField(blank=True, max_length=120)),
                ("unit", models.CharField(blank=True, max_length=80)),
                ("what", models.CharField(blank=True, max_length=300)),
                ("party", models.PositiveIntegerField(default=1)),
                ("wishes", models.CharField(blank=True, max_length=1000)),
                ("zone", models.CharField(max_length=64)),
                ("starts_local", models.CharField(max_length=19)),
                ("starts_at", models.DateTimeField()),
                ("ends_local", models.CharField(blank=True, max_length=19)),
                ("ends_at", models.DateTimeField(null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("total", models.BigIntegerField(default=0)),
                (
                    "moment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="book.moment",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.batch"
                    ),
                ),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-starts_at", "-id"], name="visits_of_customer"),
                    models.Index(fields=["starts_at"], name="visits_by_day"),
                ],
                "constraints": [models.UniqueConstraint(fields=("source", "source_id"), name="visit_once")],
            },
        ),
        migrations.AddField(
            model_name="customer",
            name="greeting",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="customer",
            name="language",
            field=models.CharField(blank=True, default="", max_length=35),
        ),
        migrations.AddField(
            model_name="customer",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="book.customer",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="own",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="identity",
            name="shared",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="task",
            name="birth_customer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="book.customer"
            ),
        ),
        migrations.RunSQL(
            sql="update book_task set birth_customer_id = customer_id",
            reverse_sql="",
        ),
        migrations.AlterField(
            model_name="task",
            name="birth_customer",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="book.customer"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="merged_customers"
            ),
        ),
        migrations.AddIndex(
            model_name="moment",
            index=models.Index(
                condition=models.Q(("kind", "message"), _negated=True),
                fields=["customer", "kind", "-at", "-id"],
                name="rarer_of_customer",
            ),
        ),
        migrations.AddIndex(
            model_name="moment",
            index=models.Index(
                condition=models.Q(("author__isnull", False)), fields=["author"], name="moments_of_author"
            ),
        ),
    ]
