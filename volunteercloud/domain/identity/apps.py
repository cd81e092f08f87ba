from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "volunteercloud.domain.identity"
    label = "identity"
