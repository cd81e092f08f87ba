from django.apps import AppConfig


class NationalConfig(AppConfig):
    name = "volunteercloud.domain.national"
    label = "national"
