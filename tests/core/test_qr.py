from xml.etree import ElementTree as ET

import pytest

from volunteercloud.core import qr

SVG = "{http://www.w3.org/2000/svg}"


def test_a_titled_code_is_a_picture_with_a_name():
    picture = ET.fromstring(qr.svg("https://volunteer.example/c/A", title='A <b> & "c"'))

    assert (picture.tag, picture.get("class"), picture.get("role")) == (f"{SVG}svg", "qr", "img")
    assert picture.findtext(f"{SVG}title") == 'A <b> & "c"'


def test_a_code_without_title_is_hidden_from_screen_readers():
    picture = ET.fromstring(qr.svg("https://volunteer.example/c/A"))

    assert (picture.get("aria-hidden"), picture.find(f"{SVG}title")) == ("true", None)


@pytest.mark.parametrize(("ground", "size", "paths"), [(True, 37, 2), (False, 29, 1)])
def test_the_quiet_zone_belongs_to_the_ground(ground, size, paths):
    picture = ET.fromstring(qr.svg("https://volunteer.example/c/A", ground=ground))

    assert picture.get("viewBox") == f"0 0 {size} {size}"
    assert len(picture.findall(f"{SVG}path")) == paths
