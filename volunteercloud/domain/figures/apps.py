from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "volunteercloud.domain.figures"
    label = "figures"
