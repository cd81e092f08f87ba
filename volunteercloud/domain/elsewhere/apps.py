from django.apps import AppConfig


class ElsewhereConfig(AppConfig):
    name = "volunteercloud.domain.elsewhere"
    label = "elsewhere"
