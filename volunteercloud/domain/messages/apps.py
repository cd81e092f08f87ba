from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "volunteercloud.domain.messages"
    label = "messaging"
