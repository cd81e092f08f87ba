"""Where a form of ours may end: with services outside and partner sites, which the content policy would keep forms from."""

from django.conf import settings

from volunteercloud.web import routes

# Whose forms lead to a service outside.
PAGES = frozenset({"account_login", "account_signup", "socialaccount_connections", "outside_login"})


def targets(request, response) -> list[str]:
    """Origins beside our own: those of the services on pages that offer them, and what a view says of its answer."""
    said = list(getattr(response, "form_targets", ()))
    if settings.SIGN_IN_PROVIDERS and request.resolver_match and routes.name_of(request) in PAGES:
        said += [origin for one in settings.SIGN_IN_PROVIDERS for origin in one.origins]
    return said
