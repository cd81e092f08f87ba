from django.apps import AppConfig

from volunteercloud.domain.records import jobs


class CredentialsConfig(AppConfig):
    name = "volunteercloud.domain.credentials"
    label = "credentials"

    def ready(self) -> None:
        jobs.AFTER_VERSION.append("credentials.follow_version")
        jobs.AFTER_GOING.append("credentials.follow_going")
