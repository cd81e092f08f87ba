from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "volunteercloud.domain.records"
    label = "records"
