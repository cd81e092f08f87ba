from django.urls import path

from . import views

urlpatterns = [
    path("systems/", views.systems, name="systems"),
    path("systems/<slug:code>/agree/", views.agree, name="agree_system"),
    path("systems/<slug:code>/end/", views.end, name="end_system"),
]
