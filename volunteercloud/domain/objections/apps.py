from django.apps import AppConfig


class ObjectionsConfig(AppConfig):
    name = "volunteercloud.domain.objections"
    label = "objections"
