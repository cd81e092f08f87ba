"""The addresses that allauth gives these views, without those of what is not offered."""

from allauth.idp.oidc import views as oidc
from django.urls import include, path

from . import views

OIDC = [
    path(".well-known/openid-configuration", views.configuration, name="configuration"),
    path("identity/keys.json", oidc.jwks, name="jwks"),
    path("identity/authorize", views.Consent.as_view(), name="authorization"),
    path("identity/token", views.token, name="token"),
    path("identity/userinfo", oidc.user_info, name="userinfo"),
    path("identity/revoke", oidc.revoke, name="revoke"),
]

app_name = "idp"
urlpatterns = [path("", include((OIDC, "oidc")))]
