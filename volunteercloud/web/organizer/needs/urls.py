from django.urls import path

from . import docking, figures, lists, need, pairing

urlpatterns = [
    path("", lists.needs, name="needs"),
    path("figures/", figures.station, name="need_figures"),
    path("figures.csv", figures.station_file, name="need_figures_file"),
    path("pairs/", pairing.all_of, name="twins"),
    path("pairs/<uuid:pairing_id>/", pairing.one, name="twin"),
    path("<uuid:need_id>/", need.need, name="need"),
    path("<uuid:need_id>/address/", need.address, name="need_address"),
    path("<uuid:need_id>/dock/", docking.choose_way, name="dock"),
    path("<uuid:need_id>/dock/project/", docking.as_project, name="dock_as_project"),
    path("<uuid:need_id>/dock/shift/<uuid:project_id>/", docking.into_shift, name="dock_into_shift"),
    path("<uuid:need_id>/dock/activity/<uuid:project_id>/", docking.as_activity, name="dock_as_activity"),
    path("<uuid:need_id>/pair/<uuid:project_id>/", pairing.begin, name="pair"),
]
