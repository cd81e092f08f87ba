from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "volunteercloud.domain.upkeep"
    label = "upkeep"
