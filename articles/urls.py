from datetime import timedelta

from django.urls import include, path, register_converter

from . import converters, editor, lists, machines, sitemaps, views
from .embeds import views as embeds
from .feeds import views as feeds
from .previews import guests
from .search import views as search

app_name = "articles"
register_converter(converters.Year, "yyyy")
register_converter(converters.Month, "mm")

site_feed, site_json_feed = feeds.in_both_formats(feeds.ArticleFeed)
category_feed, category_json_feed = feeds.in_both_formats(feeds.CategoryFeed)
tag_feed, tag_json_feed = feeds.in_both_formats(feeds.TagFeed)
author_feed, author_json_feed = feeds.in_both_formats(feeds.AuthorFeed)

urlpatterns = [
    path("", lists.Home.as_view(), name="home"),
    path("articles/<slug:slug>/", views.article_detail, name="article"),
    path("category/<slug:slug>/", lists.CategoryList.as_view(), name="category"),
    path("tag/<slug:slug>/", lists.TagList.as_view(), name="tag"),
    path("author/<slug:slug>/", lists.AuthorList.as_view(), name="author"),
    path("archive/", lists.archive, name="archive"),
    path("archive/<yyyy:year>/", lists.MonthList.as_view(), name="year"),
    path("archive/<yyyy:year>/<mm:month>/", lists.MonthList.as_view(), name="month"),
    path("hot/", lists.MostRead.as_view(), name="hot"),
    path("hot/week/", lists.MostRead.as_view(within=timedelta(days=7)), name="hot-week"),
    path("hot/day/", lists.MostRead.as_view(within=timedelta(days=1)), name="hot-day"),
    path("search/", search.Search.as_view(), name="search"),
    path("search/suggestions/", search.suggest, name="suggestions"),
    path("search/suggestions/browser/", search.suggest_to_browser, name="browser-suggestions"),
    path("feed/", site_feed, name="feed"),
    path("feed.json", site_json_feed, name="json-feed"),
    path("category/<slug:slug>/feed/", category_feed, name="category-feed"),
    path("category/<slug:slug>/feed.json", category_json_feed, name="category-json-feed"),
    path("tag/<slug:slug>/feed/", tag_feed, name="tag-feed"),
    path("tag/<slug:slug>/feed.json", tag_json_feed, name="tag-json-feed"),
    path("author/<slug:slug>/feed/", author_feed, name="author-feed"),
    path("author/<slug:slug>/feed.json", author_json_feed, name="author-json-feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-lists.xml", sitemaps.lists, name="sitemap-lists"),
    path("sitemap-articles-<int:number>.xml", sitemaps.article_part, name="sitemap-articles"),
    path("news-sitemap.xml", sitemaps.news, name="news-sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("opensearch.xml", machines.opensearch, name="opensearch"),
    path("card.png", machines.site_card, name="site-card"),
    path("articles/<slug:slug>/card.png", machines.article_card, name="card"),
    path("articles/<slug:slug>/qr.svg", machines.article_code, name="qr"),
    path("preview/<str:secret>/", guests.shared, name="shared-preview"),
    path("preview/<path:secret>", guests.shared),  # whatever was lost of an address, nobody notes the rest of it
    path("corrections/", lists.corrections, name="corrections"),
    path("admin/desk/", include("articles.writing.urls")),
    path("embed/<slug:site>/<str:key>/", embeds.player, name="player"),
    path("markdownx/markdownify/", editor.preview, name="preview"),
    path("markdownx/upload/", editor.upload, name="upload"),
]
