from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "volunteercloud.domain.supervision"
    label = "supervision"
