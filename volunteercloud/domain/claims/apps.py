from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "volunteercloud.domain.claims"
    label = "claims"
