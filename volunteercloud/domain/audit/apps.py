from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "volunteercloud.domain.audit"
    label = "audit"
