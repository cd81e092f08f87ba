import json

import pytest

from volunteercloud.core import parsing


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        '{"a": Infinity}',
        '{"a": 1e999}',
        '{"a": [-1e999]}',
        '{"a": 1' + "0" * 5000 + "}",
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"a": [' + "[]," * 5_000_000 + "0]}",
        '{"a": "\\u0000"}',
        '{"a": "\\ud800"}',
        "[]",
        '"a"',
        "",
        b"\xff\xfe{}",
        b'{"a": "\xed\xa0\x80"}',
    ],
    ids=lambda text: str(text)[:12],
)
def test_what_could_be_read_and_not_be_kept_is_refused(text):
    with pytest.raises(parsing.Unreadable):
        parsing.json_object(text)


def test_what_is_taken_can_be_written_again():
    said = '{"minutes":1.5,"far":1e300,"near":1e-400,"said":"\\\\u0000 谷雨"}'
    found = parsing.json_object(said)
    assert found == {"minutes": 1.5, "far": 1e300, "near": 0.0, "said": "\\u0000 谷雨"}
    assert json.loads(parsing.json_bytes(found)) == found
