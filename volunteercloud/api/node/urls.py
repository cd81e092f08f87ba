from django.urls import path

from volunteercloud.api.node.routes import api

urlpatterns = [path("v1/", api.urls)]
