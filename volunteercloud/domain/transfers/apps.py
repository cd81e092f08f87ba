from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "volunteercloud.domain.transfers"
    label = "transfers"
