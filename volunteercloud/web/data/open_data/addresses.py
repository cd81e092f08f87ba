"""Where everything stands, written in full as somebody elsewhere needs it."""

from django.conf import settings
from django.urls import reverse

from volunteercloud.domain.statistics.open_data.models import Snapshot


def full(name: str, *asked: str) -> str:
    return settings.SITE_URL + reverse(f"data:{name}", args=asked)


def file(dataset: str, name: str, form: str) -> str:
    return full("open_file", dataset, name, form)


def of(snapshot: Snapshot, form: str) -> str:
    """Of one version, which is the same for ever."""
    return file(snapshot.dataset, snapshot.named, form)


def identity(dataset: str, named: str = "") -> str:
    """The name of a dataset among the data of the world: its page, and a version's place on it."""
    return full("open_dataset", dataset) + (f"#{named}" if named else "")
