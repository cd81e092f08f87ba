from django.apps import AppConfig


class SuccessionConfig(AppConfig):
    name = "volunteercloud.domain.succession"
    label = "succession"
