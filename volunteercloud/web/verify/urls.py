from django.urls import path

from . import views

app_name = "verify"
urlpatterns = [
    path("verify/", views.look_up, name="look_up"),
    path("verify/file/", views.check_file, name="file"),
    path("c/<str:number>/<str:code>/", views.certificate, name="certificate"),
    path("c/<str:number>/<str:code>/proof.json", views.proof, name="proof"),
]
