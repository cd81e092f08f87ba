import pytest
from stdnum.cn import uscc as stdnum_uscc

from volunteercloud.core.errors import Refused
from volunteercloud.domain.organizations import uscc


def code(body):
    return body + stdnum_uscc.calc_check_digit(body)


# Region 990101 does not exist, so no registered body can hold one of these.
FOUNDATION = code("53990101MAD3M0000")


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("11", "government"),
        ("12", "public-institution"),
        ("51", "social-group"),
        ("52", "social-service"),
        ("53", "foundation"),
        ("91", "enterprise"),
        ("59", ""),
        ("N1", ""),
    ],
)
def test_kind_by_prefix(prefix, kind):
    text = code(f"{prefix}990101MAD3M0000")

    assert uscc.check(text) == uscc.CheckedUscc(number=text, kind=kind, region_code="990101")


@pytest.mark.parametrize(
    "typed",
    [
        FOUNDATION.lower(),
        f" {FOUNDATION[:8]} {FOUNDATION[8:17]}-{FOUNDATION[17]}\n",
        "".join(chr(ord(sign) + 0xFEE0) for sign in FOUNDATION),
    ],
)
def test_codes_as_people_type_them(typed):
    assert uscc.check(typed).number == FOUNDATION


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", "uscc.empty"),
        (FOUNDATION[:-1], "uscc.length"),
        (FOUNDATION + "1", "uscc.length"),
        (FOUNDATION.replace("M", "O", 1), "uscc.characters"),
        (FOUNDATION[:3] + "A" + FOUNDATION[4:], "uscc.characters"),
        ("0" + FOUNDATION[1:], "uscc.characters"),
        (FOUNDATION[:-1] + "M", "uscc.check_digit"),
        (FOUNDATION[:10] + FOUNDATION[11] + FOUNDATION[10] + FOUNDATION[12:], "uscc.check_digit"),
    ],
)
def test_refused(typed, refusal):
    with pytest.raises(Refused) as caught:
        uscc.check(typed)

    assert (caught.value.code, caught.value.field) == (refusal, "uscc")
    assert str(caught.value.next_step)
