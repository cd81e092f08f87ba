from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "volunteercloud.domain.organizations"
    label = "organizations"
