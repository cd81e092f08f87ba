from django.apps import AppConfig


class NodesConfig(AppConfig):
    name = "volunteercloud.domain.nodes"
    label = "nodes"
