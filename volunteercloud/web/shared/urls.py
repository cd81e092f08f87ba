from django.urls import path

from . import views

app_name = "shared"
urlpatterns = [
    path("shared/<str:token>/", views.shared, name="page"),
    path("shared/<str:token>/proof.json", views.proof, name="proof"),
    path("shared/<str:token>.json", views.document, name="document"),
]
