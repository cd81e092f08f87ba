from django.apps import AppConfig
from django.forms import BooleanField, ChoiceField, Field, FileField
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "volunteercloud.web"

    def ready(self):
        """Let every form, allauth's too, ask for what is missing in the house's words."""
        Field.default_error_messages["required"] = _("Fill this in to go on.")
        for kind, words in (
            (BooleanField, _("Tick this to go on.")),
            (ChoiceField, _("Choose one to go on.")),
            (FileField, _("Choose a file to go on.")),
        ):
            kind.default_error_messages = {**vars(kind).get("default_error_messages", {}), "required": words}
