from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "volunteercloud.domain.credentials"
    label = "credentials"
