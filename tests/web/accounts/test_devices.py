import pytest
from django.utils import translation

from volunteercloud.web.accounts import devices

CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME, "Chrome on Android"),
        (f"{CHROME} MicroMessenger/8.0", "WeChat on Android"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("curl/8.5", "A program"),
        ("", "A program"),
    ],
)
def test_a_device_has_a_name(user_agent, name):
    with translation.override("en"):
        assert devices.spoken(user_agent) == name
