from datetime import date

import pytest

from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import mrz
from volunteercloud.domain.identity.mrz import MachineReadable

ON = date(2026, 11, 21)

# The specimens of ICAO Doc 9303, parts 4 and 5; Utopia issues no passports to anybody.
PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
CARD = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")


def refused(text, on=ON):
    with pytest.raises(Refused) as caught:
        mrz.read(text, on=on)
    assert caught.value.field == "mrz"
    assert str(caught.value.next_step)
    return caught.value.code


def passport(*, number="L898902C3", born="740812", expires="120415", personal="ZE184226B<<<<<"):
    """The specimen with other contents and check digits that agree."""
    head = number.ljust(9, "<")
    head += mrz.check_digit(head)
    dates = born + mrz.check_digit(born), expires + mrz.check_digit(expires)
    tail = personal + ("<" if not personal.strip("<") else mrz.check_digit(personal))
    composite = mrz.check_digit(head + dates[0] + dates[1] + tail)
    return PASSPORT[0] + head + "UTO" + dates[0] + "F" + dates[1] + tail + composite


def test_passport():
    assert mrz.read("\n".join(PASSPORT), on=ON) == MachineReadable(
        document_code="P",
        issuer="UTO",
        nationality="UTO",
        number="L898902C3",
        born_on=date(1974, 8, 12),
        sex="2",
        expires_on=date(2012, 4, 15),
        surname="ERIKSSON",
        given_names="ANNA MARIA",
    )


def test_card():
    read = mrz.read("\n".join(CARD), on=ON)

    assert (read.document_code, read.number, read.born_on) == ("I", "D23145890", date(1974, 8, 12))
    assert (read.sex, read.expires_on, read.surname, read.given_names) == (
        "2",
        date(2012, 4, 15),
        "ERIKSSON",
        "ANNA MARIA",
    )


def test_card_with_a_long_number():
    number = "D23145890734"
    upper = f"I<UTO{number[:9]}<{number[9:]}{mrz.check_digit(number)}".ljust(30, "<")
    middle = CARD[1][:29]
    composite = mrz.check_digit(upper[5:] + middle[:7] + middle[8:15] + middle[18:29])

    assert mrz.read(upper + middle + composite + CARD[2], on=ON).number == number
    assert refused(upper.replace("734", "735") + middle + composite + CARD[2]) == "document.mrz_check_digit"


@pytest.mark.parametrize(
    "text",
    [
        "\r\n".join(PASSPORT).lower(),
        " ".join("".join(PASSPORT)),
        "".join(PASSPORT).replace("<<", "«"),
        "".join(PASSPORT).translate({ord("<"): "＜", ord("P"): "Ｐ"}),
    ],
)
def test_as_people_type_it(text):
    assert mrz.read(text, on=ON).number == "L898902C3"


def test_passport_without_personal_number():
    assert mrz.read(passport(personal="<" * 14), on=ON).number == "L898902C3"


@pytest.mark.parametrize("place", [0, 9, 13, 19, 21, 27, 28, 42, 43])
def test_each_check_digit_is_checked(place):
    lower = list(PASSPORT[1])
    lower[place] = "7" if lower[place] != "7" else "8"

    assert refused(PASSPORT[0] + "".join(lower)) == "document.mrz_check_digit"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "document.mrz_length"),
        (PASSPORT[1], "document.mrz_length"),
        ("".join(PASSPORT) + "<", "document.mrz_length"),
        ("".join(PASSPORT).replace("ANNA", "ANN?"), "document.mrz_characters"),
        (passport(born="741332"), "document.mrz_date"),
        (passport(born="7408<<"), "document.mrz_date"),
        (passport(expires="270229"), "document.mrz_date"),
    ],
)
def test_refusals(text, code):
    assert refused(text) == code


@pytest.mark.parametrize(
    ("born", "expires", "born_on", "expires_on"),
    [
        ("261121", "361121", date(2026, 11, 21), date(2036, 11, 21)),
        ("261122", "751231", date(1926, 11, 22), date(2075, 12, 31)),
        ("000229", "760101", date(2000, 2, 29), date(1976, 1, 1)),
    ],
)
def test_century(born, expires, born_on, expires_on):
    read = mrz.read(passport(born=born, expires=expires), on=ON)

    assert (read.born_on, read.expires_on) == (born_on, expires_on)


def test_repr_tells_nobody():
    shown = repr(mrz.read("".join(PASSPORT), on=ON))

    assert [secret for secret in ("L898902C3", "1974", "ERIKSSON", "ANNA") if secret in shown] == []
