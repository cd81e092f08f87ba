"""What is said of a line: why it can't be entered, what is asked, what was found. Codes are stable, words are not."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

from . import opportunity_words
from .columns import Column, MemberColumn
from .opportunity_columns import OpportunityColumn

CHECK_CODE = _("Check the code against the registration certificate and enter it again.")
WRITE_PARENT = _("Write its unified social credit code or its number here, or its name just as it is registered.")

# By code: what happened and why, then what to do. Placeholders are filled from the facts of the line.
WORDS: dict[str, tuple[Promise | str, Promise | str]] = {
    "line.ready": (_("Can be entered."), ""),
    "line.entered": (_("Entered."), ""),
    "line.same": (_("This is there already."), _("Nothing is entered a second time.")),
    "line.alike": (
        _("This may be the same as {name} ({number}), which has no code to tell them apart or none is given here."),
        _("If it is another, have the rows that ask entered too; else remove this row."),
    ),
    "line.ended": (
        _("{name} ({number}) was just this and has ended, or its registration was not approved."),
        _("If it is founded anew, have the rows that ask entered too; else remove this row."),
    ),
    "line.parent_asks": (
        _("Row {other}, above it, asks whether it is the same as another."),
        _("It is entered together with that row."),
    ),
    "line.name_missing": (_("The name is missing."), _("Give the organization's full name.")),
    "line.name_long": (_("The name has more than 200 characters."), _("Shorten it.")),
    "line.kind_unknown": (
        _("“{said}” is no kind of organization on the list."),
        _("Write a kind as the code list has it, or leave it empty: then the code decides."),
    ),
    "line.region_missing": (_("The region is missing."), _("Write its name or its code.")),
    "line.region_unknown": (
        _("“{said}” is no region there is today."),
        _("Write its code, or its whole name from the province down."),
    ),
    "line.region_which": (
        _("Several regions are called “{said}”."),
        _("Write its code, or its whole name from the province down."),
    ),
    "line.region_outside": (
        _("“{said}” is outside the region that this list is for."),
        _("Leave it to the officer of that region."),
    ),
    "line.code_twice": (_("Row {other} has the same code."), _("Keep one of the two rows.")),
    "line.name_twice": (
        _("Row {other} says the same organization: same name, same region, same place."),
        _("Keep one of the two rows, or give each its code."),
    ),
    "line.code_of_another": (
        _("An organization of another name holds this code."),
        _("Check the code; if the organization was renamed, change its name in the register."),
    ),
    "line.parent_unknown": (_("No organization called “{said}” is in this list or in the register."), WRITE_PARENT),
    "line.parent_which": (_("Several organizations are called “{said}”."), WRITE_PARENT),
    "line.parent_refused": (
        _("Row {other}, which stands above it, can't be entered."),
        _("Mend that row, and send the list again."),
    ),
    "line.ring": (
        _("These would stand above each other in a ring: {names}."),
        _("One of them stands below none of the others: correct who stands above it."),
    ),
    "line.liaison_unknown": (_("No organization called “{said}” is in this list or in the register."), WRITE_PARENT),
    "line.owner_unknown": (
        _("The owner is neither a volunteer's number nor a phone nor an e-mail address that can be."),
        _("Copy the number from the pass, or leave it empty and invite an owner later."),
    ),
    "line.owner_address": (_("The owner's e-mail address can't be one."), _("Check it for a missing @ or dot.")),
    "organization.uscc_claimed": (
        _("An organization with this unified social credit code is registered already."),
        _("Look it up by the code; it was registered since the list was checked."),
    ),
    "organization.parent_not_active": (
        _("The organization above is not at work, so nobody can stand below it."),
        _("Choose one that is approved and at work."),
    ),
    "organization.liaison_unfit": (
        _("A team can stand only under an organization that is approved and has a unified social credit code."),
        _("Choose another liaison organization."),
    ),
    "organization.too_deep": (
        _("A tree of organizations has at most 12 levels, and this would make more."),
        _("Choose an organization that stands higher."),
    ),
    "organization.kind_and_code": (
        _("The first two characters of this code belong to another kind of organization than the one given."),
        _("Write the kind that stands on the registration certificate, or check the code."),
    ),
    "organization.branch_alone": (
        _("A branch belongs to the organization that founded it, and none is named above it."),
        _("Write which organization stands above it, or another kind."),
    ),
    "uscc.length": (
        _("This code has {characters} characters; a unified social credit code has 18."),
        CHECK_CODE,
    ),
    "uscc.characters": (
        _("This code has a character where it can't stand; the letters I, O, S, V and Z never occur."),
        _("Perhaps I is 1, O is 0, S is 5 or Z is 2: check the code against the certificate."),
    ),
    "uscc.check_digit": (_("The last character does not match; one may be mistyped."), CHECK_CODE),
    "line.nobody": (
        _("The row does not say who is meant."),
        _("Fill in the volunteer's number, the phone or the e-mail address."),
    ),
    "line.twice": (_("An earlier row says the same person."), _("Keep one of the two rows.")),
    "phone.form": (
        _("This can't be a phone number: its length or its first digits don't fit."),
        _("Enter 11 digits for a mobile phone in mainland China, or a number that begins with + abroad."),
    ),
    "email.form": (_("This can't be an e-mail address."), _("Check it for a missing @ or dot.")),
    "member.number_unknown": (
        _("No volunteer has this number."),
        _("Ask the person to read it from the pass: 12 letters and digits, beginning with V."),
    ),
    "member.left_lately": (
        _("This person left or declined less than 30 days ago, so you can't invite them yet."),
        _("Talk to them; they can join by themselves at any time."),
    ),
    "member.already": (_("This person is a member already."), _("Nothing is entered a second time.")),
    **opportunity_words.WORDS,
}

# What was found on a line that can be entered, and made right or left as it is.
NOTES: dict[str, Promise] = {
    "entities": _("Signs that a website had written as codes (&amp; and the like) are letters again."),
    "markup": _("Markup of a website was taken out of the text."),
    "address_empty": _("No address is given."),
    "name_supposed": _("No name is given; this one comes from its web address or its text."),
    "kind_supposed": _("No kind is given; this one follows from the code, or is “other”."),
    "code_left_out": _("Teams and branches have no code of their own; the one given is left out."),
    "liaison_left_out": _("Only a team stands under a liaison organization; the one given is left out."),
    "categories_left_out": _("Some kinds of service are not on the code list; they are left out."),
    "email_left_out": _("The contact e-mail can't be one; it is left out."),
    "cut": _("A text is longer than its field and is cut."),
    "nobody": _("No owner is named: it stands in the register until somebody accepts to own it."),
    "invited": _("The owner is invited; it stands in the register until they accept."),
    "owned": _("The owner begins at once."),
    "owner_not_real_name": _("The owner named has no verified real name, so it stands in the register without one."),
    "answers_to_nobody": _(
        "It is neither registered nor under another, so it stands in the register without an owner."
    ),
    "label_unknown": _("A group or tag of this name is none of yours; it is left out."),
    "by_contact": _("Whoever has this phone or address here is invited; whether anybody has is not told."),
    **opportunity_words.NOTES,
}

# Which column a code is about: what a program marks.
ABOUT: dict[str, Column | MemberColumn | OpportunityColumn] = {
    "line.name_missing": Column.NAME,
    "line.name_long": Column.NAME,
    "line.alike": Column.NAME,
    "line.ended": Column.NAME,
    "line.name_twice": Column.NAME,
    "line.kind_unknown": Column.KIND,
    "organization.kind_and_code": Column.KIND,
    "organization.branch_alone": Column.PARENT,
    "line.region_missing": Column.REGION,
    "line.region_unknown": Column.REGION,
    "line.region_which": Column.REGION,
    "line.region_outside": Column.REGION,
    "line.code_twice": Column.USCC,
    "line.code_of_another": Column.USCC,
    "organization.uscc_claimed": Column.USCC,
    "uscc.length": Column.USCC,
    "uscc.characters": Column.USCC,
    "uscc.check_digit": Column.USCC,
    "line.parent_unknown": Column.PARENT,
    "line.parent_which": Column.PARENT,
    "line.parent_refused": Column.PARENT,
    "line.parent_asks": Column.PARENT,
    "line.ring": Column.PARENT,
    "organization.parent_not_active": Column.PARENT,
    "organization.too_deep": Column.PARENT,
    "line.liaison_unknown": Column.LIAISON,
    "organization.liaison_unfit": Column.LIAISON,
    "line.owner_unknown": Column.OWNER,
    "line.owner_address": Column.OWNER,
    "line.nobody": MemberColumn.NUMBER,
    "line.twice": MemberColumn.NUMBER,
    "member.number_unknown": MemberColumn.NUMBER,
    "member.left_lately": MemberColumn.NUMBER,
    "phone.form": MemberColumn.PHONE,
    "email.form": MemberColumn.EMAIL,
    **opportunity_words.ABOUT,
}


def of_line(code: str, facts: dict[str, Any]) -> tuple[str, str]:
    """What happened and what to do, in the reader's language."""
    message, next_step = WORDS[code]
    return str(message).format(**facts), str(next_step).format(**facts)


def in_each_language(refusal: Refused) -> dict[str, list[str]]:
    """The words of a refusal in every language of the site, to be read later by whoever comes."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = [str(refusal.message), str(refusal.next_step)]
    return said
