from django.urls import path, re_path

from . import views

urlpatterns = [
    path("", views.overview, name="open"),
    path("catalogue.jsonld", views.whole, name="open_catalogue"),
    path("<slug:code>.csv-metadata.json", views.columns, name="open_columns"),
    path("<slug:code>/", views.dataset, name="open_dataset"),
    re_path(
        r"^(?P<code>[a-z]{1,20})/(?P<name>[0-9a-z-]{1,20})\.(?P<form>csv-metadata\.json|proof\.json|csv|json|parquet)$",
        views.file,
        name="open_file",
    ),
]
