from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "volunteercloud.domain.limits"
    label = "limits"
