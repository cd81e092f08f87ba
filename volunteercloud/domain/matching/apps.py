from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "volunteercloud.domain.matching"
    label = "matching"
