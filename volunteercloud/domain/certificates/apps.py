from django.apps import AppConfig

from volunteercloud.domain.records import jobs


class CertificatesConfig(AppConfig):
    name = "volunteercloud.domain.certificates"
    label = "certificates"

    def ready(self) -> None:
        jobs.AFTER_VERSION.append("certificates.tell_of_change")
