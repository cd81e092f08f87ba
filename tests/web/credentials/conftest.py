from tests.web.consoles import nothing_remembered, organization, signed_in
from tests.web.service import browser, clock, leader, owner, shift, volunteer

__all__ = [
    "browser",
    "clock",
    "leader",
    "nothing_remembered",
    "organization",
    "owner",
    "shift",
    "signed_in",
    "volunteer",
]
