"""A map of points as a part of a page."""

from django import template

from volunteercloud.web.maps import Map

register = template.Library()


@register.inclusion_tag("parts/point_map.html")
def point_map(drawn: Map, title: str, words: str = "") -> dict[str, object]:
    """`title` states what is to be seen, `words` stand below it, e.g. how exact its points are."""
    return {"map": drawn, "title": title, "words": words}
