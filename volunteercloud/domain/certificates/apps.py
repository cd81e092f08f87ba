from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "volunteercloud.domain.certificates"
    label = "certificates"
