"""The newest articles with a tag, however many there are: a step in an index for each."""

from django.db import migrations

INDEX = "CREATE INDEX articles_article_tags_newest ON articles_article_tags (tag_id, article_id)"


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_vacuum")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX articles_article_tags_newest")]
