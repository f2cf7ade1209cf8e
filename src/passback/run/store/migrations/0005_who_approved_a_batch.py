from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_sightings"),
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
