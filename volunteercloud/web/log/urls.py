from django.urls import path, re_path

from . import files, views

app_name = "log"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("check/", views.check, name="check"),
    path("entries/<int:index>/", views.entry, name="entry"),
    path("checkpoint", files.checkpoint, name="checkpoint"),
    path("add-checkpoint", files.add_checkpoint, name="add_checkpoint"),
    path("proofs.py", files.checker, name="checker"),
    re_path(r"^(?P<path>history/[0-9]{4}-[0-9]{2})$", files.history, name="history"),
    re_path(
        r"^(?P<path>tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/){0,5}[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?)$",
        files.tile,
        name="tile",
    ),
]
