from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "volunteercloud.domain.projects"
    label = "projects"
