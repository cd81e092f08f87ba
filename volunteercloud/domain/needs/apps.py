from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "volunteercloud.domain.needs"
    label = "needs"
