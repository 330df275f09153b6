from django.urls import path

from articles.feeds.views import in_both_formats

from . import lists, views
from .feeds import CommentFeed
from .mail.urls import urlpatterns as mail_urls

app_name = "comments"

feed, json_feed = in_both_formats(CommentFeed)

urlpatterns = [
    path("articles/<slug:slug>/comments/", views.post_comment, name="post"),
    path("articles/<slug:slug>/comments/feed/", feed, name="feed"),
    path("articles/<slug:slug>/comments/feed.json", json_feed, name="json-feed"),
    path("discussed/", lists.MostDiscussed.as_view(), name="discussed"),
    path("comments/", lists.latest_comments, name="latest"),
    path("comments/challenge/", views.challenge, name="challenge"),
    path("comments/preview/", views.preview, name="preview"),
    *mail_urls,
    path("comments/<str:public_id>/", views.comment, name="comment"),
    path("comments/<str:public_id>/like/", views.like, name="like"),
    path("comments/<str:public_id>/report/", views.report, name="report"),
    path("comments/<str:public_id>/own/<str:secret>/", views.own_comment, name="own"),
]
