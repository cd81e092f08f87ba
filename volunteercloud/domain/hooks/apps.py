from django.apps import AppConfig


class HooksConfig(AppConfig):
    name = "volunteercloud.domain.hooks"
    label = "hooks"
