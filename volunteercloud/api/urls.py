"""The API and its description."""

from django.urls import path

from volunteercloud.api import pages
from volunteercloud.api.door import api

urlpatterns = [
    path("v1/", api.urls),
    path("", pages.overview, name="api_overview"),
    path("<slug:area>/", pages.one_area, name="api_area"),
]
