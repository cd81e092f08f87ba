"""Moments as credentials write them: UTC, whole seconds."""

from datetime import UTC, datetime


def written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(text: str) -> datetime:
    """Raises `ValueError` for what is no moment, or has no zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)


def seconds(at: datetime) -> int:
    """As tokens write them (RFC 7519): seconds since 1970."""
    return int(at.timestamp())
