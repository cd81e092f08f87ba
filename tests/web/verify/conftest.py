from tests.domain.conftest import log_files
from tests.web.consoles import nothing_remembered, organization, signed_in
from tests.web.service import browser, clock, leader, owner, shift, volunteer

__all__ = [
    "browser",
    "clock",
    "leader",
    "log_files",
    "nothing_remembered",
    "organization",
    "owner",
    "shift",
    "signed_in",
    "volunteer",
]
