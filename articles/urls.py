from django.urls import path, register_converter

from . import converters, editor, views

app_name = "articles"
register_converter(converters.Year, "yyyy")
register_converter(converters.Month, "mm")

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("articles/<slug:slug>/", views.article_detail, name="article"),
    path("category/<slug:slug>/", views.CategoryList.as_view(), name="category"),
    path("tag/<slug:slug>/", views.TagList.as_view(), name="tag"),
    path("author/<slug:slug>/", views.AuthorList.as_view(), name="author"),
    path("archive/", views.archive, name="archive"),
    path("archive/<yyyy:year>/", views.MonthList.as_view(), name="year"),
    path("archive/<yyyy:year>/<mm:month>/", views.MonthList.as_view(), name="month"),
    path("search/", views.Search.as_view(), name="search"),
    path("markdownx/markdownify/", editor.preview, name="preview"),
    path("markdownx/upload/", editor.upload, name="upload"),
]
