from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "volunteercloud.domain.exchange"
    label = "exchange"
