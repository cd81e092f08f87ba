from django.urls import path

from volunteercloud.web.partners import views as partners

from . import views

app_name = "account"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("two-step/", views.two_step, name="two_step"),
    path("undo/<uuid:account_id>/<str:token>/", views.undo, name="undo"),
    path("preferences/", views.preferences, name="preferences"),
    path("consents/", views.consents, name="consents"),
    path("partners/", partners.partners, name="partners"),
    path("partners/<slug:partner_id>/withdraw/", partners.withdraw, name="withdraw_partner"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:digest>/revoke/", views.revoke_token, name="revoke_token"),
]
