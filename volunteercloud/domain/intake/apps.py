from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "volunteercloud.domain.intake"
    label = "intake"
