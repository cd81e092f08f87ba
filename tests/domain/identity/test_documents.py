from datetime import date

import pytest
from stdnum.iso7064 import mod_11_2

from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import documents, mrz
from volunteercloud.domain.identity.documents import DocumentKind, Stated

from .test_mrz import PASSPORT

ON = date(2026, 11, 21)
BORN = date(2000, 3, 5)
# Province 99 does not exist, so that no number below can be a living person's.
PROVINCES = documents.PROVINCES | {"99"}


def number(body):
    return body + mod_11_2.calc_check_digit(body)


MAN = number("99010120000305003")
WOMAN = number("99010120000305004")
PERMIT = number("81000020000305001")
CARD_2023 = number("91115620000305003")
WITH_X = next(found for place in range(1, 999, 2) if (found := number(f"99010120000305{place:03}")).endswith("X"))


def check(kind, text, *, on=ON, provinces=PROVINCES, **stated):
    return documents.check(kind, text, stated=Stated(**{"birth_on": BORN} | stated), on=on, provinces=provinces)


def refused(kind, text, **arguments):
    with pytest.raises(Refused) as caught:
        check(kind, text, **arguments)
    assert str(caught.value.message)
    assert str(caught.value.next_step)
    return caught.value.code, caught.value.field


@pytest.mark.parametrize(("text", "sex"), [(MAN, "1"), (WOMAN, "2"), (WITH_X, "1")])
def test_resident_id(text, sex):
    checked = check("111", text, sex=sex)

    assert (checked.kind, checked.number, checked.country) == (DocumentKind.RESIDENT_ID, text, "CN")
    assert (checked.birth_on, checked.sex, checked.expires_on) == (BORN, sex, None)


@pytest.mark.parametrize(
    "typed",
    [
        WITH_X.lower(),
        f" {WITH_X} ",
        f"{WITH_X[:6]} {WITH_X[6:14]}-{WITH_X[14:]}",
        "".join(chr(ord(sign) + 0xFEE0) for sign in WITH_X),
        "\u202d" + WITH_X + "\u202c",
        f"{WITH_X[:6]}\u3000{WITH_X[6:]}\n",
    ],
)
def test_numbers_as_people_type_them(typed):
    assert check("111", typed).number == WITH_X


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", ("document.empty", "number")),
        (" - ", ("document.empty", "number")),
        (MAN[:-1], ("document.length", "number")),
        (MAN + "1", ("document.length", "number")),
        ("990101000305003", ("document.old_number", "number")),
        (MAN[:5] + "A" + MAN[6:], ("document.characters", "number")),
        ("X" + MAN[1:], ("document.characters", "number")),
        (MAN[:-1] + "٣", ("document.characters", "number")),
        (MAN[:-1] + str((int(MAN[-1]) + 1) % 10), ("document.check_digit", "number")),
        (MAN[:2] + MAN[3] + MAN[2] + MAN[4:], ("document.check_digit", "number")),
        (number("66010120000305003"), ("document.region", "number")),
        (number("99010120000230003"), ("document.birth_date", "number")),
        (number("99010120001305003"), ("document.birth_date", "number")),
        (number("99010118791231001"), ("document.birth_date", "number")),
        (number("99010120261122001"), ("document.birth_date", "number")),
        (number("99010120000306003"), ("document.birth_mismatch", "birth_on")),
        (PERMIT, ("document.other_kind", "kind")),
        (CARD_2023, ("document.other_kind", "kind")),
    ],
)
def test_resident_id_refused(text, refusal):
    assert refused("111", text) == refusal


def test_sex_must_agree_where_it_is_stated():
    assert check("111", MAN, sex="1").sex == check("111", MAN, sex="9").sex == check("111", MAN, sex="0").sex == "1"
    assert refused("111", MAN, sex="2") == ("document.sex_mismatch", "sex")


def test_born_today():
    today = number("99010120261121001")

    assert check("111", today, birth_on=ON).birth_on == ON
    assert refused("111", today, birth_on=ON, on=date(2026, 11, 20)) == ("document.birth_date", "number")


def test_demo_province_counts_only_where_it_is_given():
    assert check("111", MAN).number == MAN
    assert refused("111", MAN, provinces=documents.PROVINCES) == ("document.other_kind", "kind")
    assert len(documents.PROVINCES) == 34


@pytest.mark.parametrize("prefix", ["81", "82", "83"])
def test_residence_permit(prefix):
    text = number(f"{prefix}000020000305001")
    checked = check("hmt", text)

    assert (checked.kind, checked.number, checked.sex) == (DocumentKind.RESIDENCE_PERMIT, text, "1")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (MAN, ("document.other_kind", "kind")),
        (number("84000020000305001"), ("document.region", "number")),
        (PERMIT[:-1] + "1", ("document.check_digit", "number")),
    ],
)
def test_residence_permit_refused(text, refusal):
    assert refused("hmt", text) == refusal


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        ("516", "H00000001", "H00000001"),
        ("516", "m0000000102", "M00000001"),
        ("511", "0000 0001", "00000001"),
        ("553", "UTO990000030501", "UTO990000030501"),
        ("553", CARD_2023, CARD_2023),
    ],
)
def test_permits_and_cards(kind, text, kept):
    checked = check(kind, text)

    assert (checked.kind, checked.number, checked.country, checked.sex) == (DocumentKind(kind), kept, "CN", None)


@pytest.mark.parametrize(
    ("kind", "text", "refusal"),
    [
        ("516", "H0000001", ("document.length", "number")),
        ("516", "K00000001", ("document.characters", "number")),
        ("516", "H0000000A", ("document.characters", "number")),
        ("511", "0000001", ("document.length", "number")),
        ("511", "0000000A", ("document.characters", "number")),
        ("511", "0000000101(B)", ("document.old_number", "number")),
        ("553", "UTO990001030501", ("document.birth_mismatch", "birth_on")),
        ("553", "UTO99000003050", ("document.length", "number")),
        ("553", MAN.replace("99", "11", 1), ("document.other_kind", "kind")),
        ("553", number("90015620000305003"), ("document.region", "number")),
        ("553", number("91115620000306003"), ("document.birth_mismatch", "birth_on")),
        ("553", CARD_2023[:-1] + str((int(CARD_2023[-1]) + 1) % 10), ("document.check_digit", "number")),
    ],
)
def test_permits_and_cards_refused(kind, text, refusal):
    assert refused(kind, text) == refusal


@pytest.mark.parametrize(
    ("text", "country", "kept"),
    [("e0000 0001", "CN", "E00000001"), ("EA0000001", "cn", "EA0000001"), ("X0000", "FR", "X0000")],
)
def test_passport(text, country, kept):
    checked = check("414", text, country=country)

    assert (checked.number, checked.country, checked.birth_on) == (kept, country.upper(), None)


@pytest.mark.parametrize(
    ("text", "country", "refusal"),
    [
        ("E00000001", "", ("document.country", "country")),
        ("E00000001", "XX", ("document.country", "country")),
        ("E0000001", "CN", ("document.characters", "number")),
        ("E000", "FR", ("document.length", "number")),
        ("E0000000001", "FR", ("document.length", "number")),
        ("É0000001", "FR", ("document.characters", "number")),
    ],
)
def test_passport_refused(text, country, refusal):
    assert refused("414", text, country=country) == refusal


def zone(issuer="FRA", born="740812", sex="F", expires="300415"):
    """The specimen as another country might have issued it."""
    head, personal = PASSPORT[1][:10], PASSPORT[1][28:43]
    born, expires = born + mrz.check_digit(born), expires + mrz.check_digit(expires)
    composite = mrz.check_digit(head + born + expires + personal)
    return PASSPORT[0].replace("UTO", issuer) + head + issuer + born + sex + expires + personal + composite


STATED = {"country": "FR", "birth_on": date(1974, 8, 12), "sex": "2"}


def test_passport_with_its_machine_readable_lines():
    checked = check("414", "L898902C3", **STATED, mrz=zone())

    assert (checked.birth_on, checked.sex, checked.expires_on) == (date(1974, 8, 12), "2", date(2030, 4, 15))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"mrz": zone()[:-1] + "9"}, ("document.mrz_check_digit", "mrz")),
        ({"mrz": zone(issuer="DEU")}, ("document.mrz_mismatch", "mrz")),
        ({"mrz": zone(born="740813")}, ("document.birth_mismatch", "birth_on")),
        ({"mrz": zone(sex="M")}, ("document.sex_mismatch", "sex")),
        ({"mrz": zone(expires="261120")}, ("document.expired", "expires_on")),
    ],
)
def test_passport_that_its_lines_contradict(changes, refusal):
    assert refused("414", "L898902C3", **STATED | changes) == refusal


def test_passport_of_another_number_than_its_lines():
    assert refused("414", "L898902C4", **STATED, mrz=zone()) == ("document.mrz_mismatch", "mrz")


@pytest.mark.parametrize(("kind", "text"), [("111", MAN), ("516", "H00000001"), ("414", "X0000001")])
def test_expiry(kind, text):
    assert check(kind, text, country="FR", expires_on=ON).expires_on == ON
    assert refused(kind, text, country="FR", expires_on=date(2026, 11, 20)) == ("document.expired", "expires_on")


@pytest.mark.parametrize("kind", ["", "112", "990"])
def test_unknown_kind(kind):
    assert refused(kind, MAN) == ("document.kind", "kind")


def test_same_document_is_one_claim_whatever_it_is_called():
    assert check("111", MAN).claim_value == f"18:{MAN}"
    assert check("516", "H00000001").claim_value == check("516", "H0000000102").claim_value == "516:CN:H00000001"
    assert check("414", "X0000001", country="FR").claim_value != check("414", "X0000001", country="DE").claim_value


def test_neither_number_nor_birth_shows_in_a_repr_or_a_refusal():
    wrong = number("99010120000306003")
    with pytest.raises(Refused) as caught:
        check("111", wrong)

    shown = f"{check('111', MAN)!r} {Stated(birth_on=BORN, mrz=zone())!r} {caught.value} {caught.value.facts}"
    assert [secret for secret in (MAN, wrong, "2000", "L898902C3") if secret in shown] == []
