from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "volunteercloud.domain.privacy"
    label = "privacy"
