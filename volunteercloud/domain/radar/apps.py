from django.apps import AppConfig


class RadarConfig(AppConfig):
    name = "volunteercloud.domain.radar"
    label = "radar"
