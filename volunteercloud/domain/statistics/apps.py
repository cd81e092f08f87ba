from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "volunteercloud.domain.statistics"
    label = "statistics"
