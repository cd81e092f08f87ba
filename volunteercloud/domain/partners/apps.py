from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "volunteercloud.domain.partners"
    label = "partners"
