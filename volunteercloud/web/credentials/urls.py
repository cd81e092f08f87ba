from django.urls import path

from . import files, holding, views

ONE = "me/credentials/<uuid:credential_id>"

app_name = "credentials"
urlpatterns = [
    path(".well-known/did.json", files.did_document, name="did_document"),
    path(".well-known/jwks.json", files.jwks, name="jwks"),
    path(".well-known/jwt-vc-issuer", files.token_issuer, name="token_issuer"),
    path("credentials/status/<int:number>", files.status_list, name="status_list"),
    path("credentials/types/service", files.kind_of_service, name="kind_of_service"),
    path("credentials/badge.svg", files.picture, name="picture"),
    path("credentials/service/", views.service, name="service"),
    path("me/credentials/", holding.credentials, name="credentials"),
    path(f"{ONE}/", holding.credential, name="credential"),
    path(f"{ONE}/badge.png", holding.file, {"kind": "png"}, name="badge_png"),
    path(f"{ONE}/badge.svg", holding.file, {"kind": "svg"}, name="badge_svg"),
    path(f"{ONE}/badge.json", holding.file, {"kind": "json"}, name="badge_json"),
    path(f"{ONE}/badge.jwt", holding.file, {"kind": "jwt"}, name="badge_jwt"),
    path(f"{ONE}/show/", holding.show, name="show"),
    path(f"{ONE}/withdrawal/", holding.take_back, name="take_back"),
]
