from django.apps import AppConfig


class NewsblogConfig(AppConfig):
    name = "newsblog"
