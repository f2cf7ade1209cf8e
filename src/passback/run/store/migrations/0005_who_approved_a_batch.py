from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0002_settings_approvals_and_reads"),
    ]

    operations = [
        migrations.AddField(
            model_name="batchrow",
            name="by",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="batchrow",
            name="standing",
            field=models.DateTimeField(null=True),
        ),
    ]
