from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "volunteercloud.domain.members"
    label = "members"
