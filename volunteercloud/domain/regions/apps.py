from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "volunteercloud.domain.regions"
    label = "regions"
