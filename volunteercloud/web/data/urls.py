from django.urls import include, path, register_converter

from . import comparing, embedding, measuring, organizations, sheets, views, walls
from .asking import RegionConverter

register_converter(RegionConverter, "figure_region")

app_name = "data"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("compare/", comparing.compare, name="compare"),
    path("measures/", measuring.listing, name="measures"),
    path("measures/<slug:code>/", measuring.measure, name="measure"),
    path("open/", include("volunteercloud.web.data.open_data.urls")),
    path("organizations/<str:number>/", organizations.organization, name="organization"),
    path("<figure_region:code>/", views.region, name="region"),
    path("<figure_region:code>/figures.csv", sheets.download, name="sheet"),
    path("<figure_region:code>/figures.pdf", sheets.paper, name="paper"),
    path("<figure_region:code>/wall/", walls.wall, name="wall"),
    path("<figure_region:code>/embed/", embedding.frame, name="embed"),
]
