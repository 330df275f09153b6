from django.urls import path

from . import views

urlpatterns = [
    path("comments/mine/", views.mine, name="mine"),
    path("comments/mail/confirm/<str:token>/", views.confirm, name="mail-confirm"),
    path("comments/mail/stop/<str:token>/", views.stop, name="mail-stop"),
    path("comments/mail/data/<str:token>/", views.my_data, name="mail-data"),
]
