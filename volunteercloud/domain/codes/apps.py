from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "volunteercloud.domain.codes"
    label = "codes"
