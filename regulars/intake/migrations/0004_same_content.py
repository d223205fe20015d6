"""The index on content holds all deliveries: SQLite did not use a partial one, and read the whole table."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("intake", "0003_live_arrivals")]

    operations: ClassVar = [
        migrations.RemoveIndex("delivery", "same_content"),
        migrations.AddIndex("delivery", models.Index(fields=["fingerprint"], name="same_content")),
    ]
