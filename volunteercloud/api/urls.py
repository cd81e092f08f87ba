"""The API and its description."""

from django.urls import path

from volunteercloud.api.door import api

urlpatterns = [
    path("v1/", api.urls),
]
