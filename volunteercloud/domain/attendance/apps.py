from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "volunteercloud.domain.attendance"
    label = "attendance"
