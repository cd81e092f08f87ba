import csv
import io
import re

import pytest
from django.utils.translation import gettext_lazy

from tests.architecture.areas import CHECKOUT
from volunteercloud.core import cells

OWN_WAY = re.compile(r"csv\.(?:writer|DictWriter)")


def written(*lines):
    kept = io.StringIO()
    cells.Lines(kept).add_all(lines)
    return list(csv.reader(io.StringIO(kept.getvalue(), newline="")))


@pytest.mark.parametrize(
    "live",
    [
        "=1",
        "+1",
        "-1",
        "@A1",
        "\t=1",
        " =1",
        "\ttext",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠A1",
        "\u3000＝1",
        "=\n1",
    ],
)
def test_no_text_is_a_formula_not_even_a_wide_one(live):
    assert written([live, "谷雨"]) == [[f"'{live}", "谷雨"]]


def test_a_heading_that_waits_for_its_language_is_text():
    assert written([gettext_lazy("=1"), gettext_lazy("A4")]) == [["'=1", "A4"]]


def test_numbers_stay_numbers_and_a_dash_stays_a_dash():
    assert written([-5, -0.5, None, "-", "", "5-1"]) == [["-5", "-0.5", "", "-", "", "5-1"]]


def test_every_list_is_written_so():
    """Whoever writes CSV by themselves would have to think of it again. A form of messages is read back as it was written."""
    files = (CHECKOUT / "volunteercloud").rglob("*.py")
    by_themselves = {str(path.relative_to(CHECKOUT)) for path in files if OWN_WAY.search(path.read_text())}
    assert by_themselves == {"volunteercloud/core/cells.py", "volunteercloud/domain/exchange/loading.py"}
