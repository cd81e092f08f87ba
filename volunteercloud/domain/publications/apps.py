from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "volunteercloud.domain.publications"
    label = "publications"
