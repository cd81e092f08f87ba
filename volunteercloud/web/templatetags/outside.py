from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def outside_providers(connected):
    """The services outside that one may sign in with, but those that are connected already."""
    known = {account.provider for account in connected or ()}
    return [one for one in settings.SIGN_IN_PROVIDERS if one.id not in known]


@register.filter
def outside_name(provider_id):
    """What a service is called; its id, once the operator names it no more."""
    return next((one.name for one in settings.SIGN_IN_PROVIDERS if one.id == provider_id), provider_id)
