from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "volunteercloud.domain.log"
    label = "log"
