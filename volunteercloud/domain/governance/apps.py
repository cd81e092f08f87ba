from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "volunteercloud.domain.governance"
    label = "governance"
