from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "volunteercloud.domain.changes"
    label = "changes"
