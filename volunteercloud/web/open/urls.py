from django.urls import path

from . import calendars, embedding, hsds_views, sitemaps, views

app_name = "open"
urlpatterns = [
    path("open/", views.overview, name="overview"),
    path("open/id/<uuid:thing_id>", views.thing, name="thing"),
    path("open/changes", views.changes, name="changes"),
    path("open/calendar.ics", calendars.calendar, name="calendar"),
    path("open/vds/organisations.jsonld", views.organisations, name="organisations"),
    path("open/vds/opportunities.jsonld", views.opportunities, name="opportunities"),
    path("open/hsds/", hsds_views.root, name="hsds"),
    path("open/hsds/services", hsds_views.services, name="hsds_services"),
    path("open/hsds/services/<uuid:thing_id>", hsds_views.service, name="hsds_service"),
    path("open/hsds/service_at_locations", hsds_views.service_at_locations, name="hsds_places"),
    path("open/hsds/service_at_locations/<uuid:thing_id>", hsds_views.service_at_location, name="hsds_place"),
    path("open/hsds/organizations", hsds_views.organizations, name="hsds_organizations"),
    path("open/hsds/organizations/<uuid:thing_id>", hsds_views.organization, name="hsds_organization"),
    path("open/hsds/taxonomies", hsds_views.taxonomies, name="hsds_taxonomies"),
    path("open/hsds/taxonomies/<uuid:thing_id>", hsds_views.taxonomy, name="hsds_taxonomy"),
    path("open/hsds/taxonomy_terms", hsds_views.taxonomy_terms, name="hsds_terms"),
    path("open/hsds/taxonomy_terms/<uuid:thing_id>", hsds_views.taxonomy_term, name="hsds_term"),
    path("embed/", embedding.maker, name="embed"),
    path("embed/list/", embedding.embedded, name="embedded"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap/pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap/<str:kind>-<int:after>.xml", sitemaps.part, name="sitemap_part"),
]
