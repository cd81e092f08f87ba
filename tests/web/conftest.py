from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="session", autouse=True)
def folder_of_collected_files() -> None:
    """It may be empty here, where pages are tested without collected files, but whitenoise warns if it is not there."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
