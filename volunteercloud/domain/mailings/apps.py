from django.apps import AppConfig


class MailingsConfig(AppConfig):
    name = "volunteercloud.domain.mailings"
    label = "mailings"
