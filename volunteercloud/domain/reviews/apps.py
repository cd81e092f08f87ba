from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "volunteercloud.domain.reviews"
    label = "reviews"
