from django.urls import path

from . import files, views

app_name = "credentials"
urlpatterns = [
    path(".well-known/did.json", files.did_document, name="did_document"),
    path(".well-known/jwks.json", files.jwks, name="jwks"),
    path(".well-known/jwt-vc-issuer", files.token_issuer, name="token_issuer"),
    path("credentials/status/<int:number>", files.status_list, name="status_list"),
    path("credentials/types/service", files.kind_of_service, name="kind_of_service"),
    path("credentials/badge.svg", files.picture, name="picture"),
    path("credentials/service/", views.service, name="service"),
]
