"""The settings, as they were read: what stands against real use."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from volunteercloud.cli.demo import build as demo

from .findings import Finding, Level, in_real_use

SHORTEST_TOKEN = 24


def mode() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding(
            "settings.debug",
            in_real_use(),
            "Tracebacks are shown in the browser, with whatever a request held.",
            "Unset VOLUNTEERCLOUD_DEBUG.",
        )
    if settings.DEMO:
        yield Finding(
            "settings.demo",
            in_real_use(),
            "One-time codes are shown on pages, and document numbers of no province count.",
            "Unset VOLUNTEERCLOUD_DEMO; `serve --no-demo` does not set it.",
        )


def demo_city() -> Iterator[Finding]:
    if settings.SECURE and demo.is_built():
        yield Finding(
            "demo.in_real_use",
            Level.ERROR,
            "The demo city stands in this database, with people whose password everybody knows.",
            "Begin with an empty database and `setup --no-demo`.",
        )


def addresses() -> Iterator[Finding]:
    site = urlsplit(settings.SITE_URL)
    if not settings.SECURE:
        yield Finding(
            "settings.http",
            Level.WARNING,
            f"People reach the site without TLS, at {settings.SITE_URL}: cookies and what is typed can be read on the way.",
            "Put a proxy in front that ends TLS, and set VOLUNTEERCLOUD_SITE_URL=https://…",
        )
    if not validate_host(site.hostname or "", settings.ALLOWED_HOSTS):
        yield Finding(
            "settings.hosts",
            Level.ERROR,
            f"The site does not answer to its own name, {site.hostname}.",
            "Add it to VOLUNTEERCLOUD_HOSTS.",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            "settings.any_host",
            in_real_use(),
            "The site answers to whatever name a request makes up.",
            "Name its hosts in VOLUNTEERCLOUD_HOSTS.",
        )
    if settings.SECURE and not settings.PROXIES:
        yield Finding(
            "settings.proxies",
            Level.WARNING,
            "No proxy is trusted, so limits by address take everybody behind the proxy for one.",
            "Set VOLUNTEERCLOUD_PROXIES to how many of your own stand in front.",
        )


def observing() -> Iterator[Finding]:
    if settings.SECURE and settings.LOG_FORMAT != "json":
        yield Finding(
            "settings.plain_log",
            Level.ERROR,
            "The log is written in words for developers, which may have data of people in it.",
            "Unset VOLUNTEERCLOUD_LOG_FORMAT, or set it to json.",
        )
    if settings.SECURE and not settings.METRICS_TOKEN:
        yield Finding(
            "settings.metrics",
            Level.WARNING,
            "Nobody can read /metrics: on a site with TLS it needs a token.",
            "Set VOLUNTEERCLOUD_METRICS_TOKEN, the same as in the configuration of Prometheus.",
        )
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < SHORTEST_TOKEN:
        yield Finding(
            "settings.metrics_token",
            Level.ERROR,
            "The token of /metrics is short enough to be guessed.",
            "Make one with `openssl rand -hex 32`.",
        )
