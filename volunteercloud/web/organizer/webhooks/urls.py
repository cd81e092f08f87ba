from django.urls import path

from . import views

urlpatterns = [
    path("", views.webhooks, name="webhooks"),
    path("<uuid:endpoint_id>/", views.webhook, name="webhook"),
    path("<uuid:endpoint_id>/change/", views.change, name="change_webhook"),
    path("<uuid:endpoint_id>/secret/", views.renew_secret, name="webhook_secret"),
    path("<uuid:endpoint_id>/step/", views.step, name="webhook_step"),
    path("<uuid:endpoint_id>/events/<uuid:event_id>/", views.delivery, name="webhook_delivery"),
]
