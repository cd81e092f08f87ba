from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "volunteercloud.domain.activities"
    label = "activities"
