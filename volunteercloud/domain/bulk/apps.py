from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "volunteercloud.domain.bulk"
    label = "bulk"
