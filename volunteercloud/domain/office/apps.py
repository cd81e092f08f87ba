from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "volunteercloud.domain.office"
    label = "office"
