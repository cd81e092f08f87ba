"""Joined by allauth, under /accounts/."""

from django.urls import path

from . import views

urlpatterns = [
    path("outside/<slug:provider_id>/", views.login, name="outside_login"),
    path("outside/<slug:provider_id>/back/", views.callback, name="outside_callback"),
]
