from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "volunteercloud.api"
    label = "api"
