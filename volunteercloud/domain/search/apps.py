from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "volunteercloud.domain.search"
    label = "search"
