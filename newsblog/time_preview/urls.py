from django.urls import path

from . import views

app_name = "time-preview"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("leave/", views.end, name="leave"),
]
