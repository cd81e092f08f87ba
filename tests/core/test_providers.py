import json

import pytest

from volunteercloud.core import providers

CITY = {"id": "city", "name": "青禾", "client_id": "us", "secret": "s3cret", "server": "https://id.example/realm"}


def test_a_service_is_its_issuer_and_its_origins():
    (found,) = providers.parsed(json.dumps([{**CITY, "origins": ["https://login.example/x"]}]))
    assert (found.server, found.origins) == (
        "https://id.example/realm",
        ("https://id.example", "https://login.example"),
    )
    assert (found.proves_email, "s3cret" in repr(found)) == (False, False)


def test_none_is_none():
    assert providers.parsed("") == ()


@pytest.mark.parametrize(
    "said",
    [
        "{",
        {},
        [{}],
        ["city"],
        [CITY | {"server": "http://id.example"}],
        [CITY | {"id": "City"}],
        [CITY | {"secret": ""}],
        [CITY | {"proves_email": "yes"}],
        [CITY | {"origins": ["javascript:1"]}],
        [CITY | {"trust": 1}],
        [CITY, CITY],
    ],
)
def test_what_is_said_wrongly_is_refused_without_its_secret(said):
    with pytest.raises(ValueError, match=r"service|proves_email|addresses") as refused:
        providers.parsed(said if isinstance(said, str) else json.dumps(said))
    assert "s3cret" not in str(refused.value)
