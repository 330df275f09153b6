from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_threads_and_counts")]

    operations = [migrations.RenameModel("CommentCount", "Discussion")]
