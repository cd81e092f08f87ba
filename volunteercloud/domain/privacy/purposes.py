"""What personal data is kept for, in words that anybody can read: the privacy page 隐私说明 by purpose.

Articles are those of the Personal Information Protection Law (PIPL) and the Regulations on Voluntary Service; terms that the
operator has to confirm are settings (`CLOSING_WAIT_DAYS`, `CLOSING_DEADLINE_DAYS`, `SEALED_YEARS`), not words here.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.personal import Category, Purpose


@dataclass(frozen=True, slots=True)
class Words:
    """``basis`` by which law, ``seen_by`` by whom, ``kept`` for how long."""

    title: Promise
    text: Promise
    basis: Promise
    seen_by: Promise
    kept: Promise


CONTRACT = _("You asked for it by registering (PIPL, article 13)")
CONSENT = _("Your consent, which you can withdraw at any time (PIPL, articles 13 and 15)")
DUTY = _(
    "Organizations must record service truthfully and certify it (Regulations on Voluntary Service; PIPL, article 13)"
)
SEPARATE = _(
    "Your separate consent, because it is sensitive (PIPL, articles 28 and 29); under 14 that of a guardian (article 31)"
)
CLOSED = _("Until you close your account")
SEALED = _("Sealed when you close your account: nobody can read it here any more")
YOU = _("You alone")

WORDS: dict[Purpose, Words] = {
    Purpose.ACCOUNT: Words(_("Signing in"), _("So that nobody but you gets in."), CONTRACT, YOU, CLOSED),
    Purpose.REAL_NAME: Words(
        _("Who you are"),
        _("One person, one identity: so that hours are yours and nobody else’s."),
        SEPARATE,
        _(
            "You, a guardian, and officers of your region; whoever reads the number of your document leaves a trace that you see"
        ),
        SEALED,
    ),
    Purpose.TAKING_PART: Words(
        _("Taking part"),
        _("So that organizations know who comes, and you find what suits you."),
        CONTRACT,
        _("You, and the organizations that you join or sign up with: your name and the end of your phone number"),
        CLOSED,
    ),
    Purpose.RECORDS: Words(
        _("Service records"),
        _("So that every hour you gave is proved."),
        DUTY,
        _("You, the organization that recorded, officers for records of your region"),
        _("For good. When you close your account the details are sealed, and what stays names nobody"),
    ),
    Purpose.PROOF: Words(
        _("Certificates and proofs"),
        _("So that a school or an employer can check what you show them."),
        DUTY,
        _("You, and whoever you give a certificate or a page to"),
        _("Numbers go on answering for good; your name is sealed when you close your account"),
    ),
    Purpose.MOVING: Words(
        _("Moving to another place"),
        _("So that your hours move along with you, and count once."),
        CONSENT,
        _("You, and the place that you move to"),
        _("That records were handed over is kept for good; the rest until you close your account"),
    ),
    Purpose.FOUND: Words(
        _("Being found, and finding"),
        _("So that you hear of what suits you."),
        CONSENT,
        _("You; organizations that look for people see no name, age or contact"),
        _("Until you withdraw the consent or close your account"),
    ),
    Purpose.NEEDS: Words(
        _("Needs"),
        _("So that whoever comes to help knows where and to whom."),
        CONTRACT,
        _("Address and contact: whoever comes, and you see when they opened it"),
        _("Erased when the need ends"),
    ),
    Purpose.MESSAGES: Words(_("Messages"), _("So that you know what happens."), CONTRACT, YOU, CLOSED),
    Purpose.OBJECTIONS: Words(
        _("Decisions and objections"),
        _("So that a decision has reasons and a way to appeal."),
        DUTY,
        _("You, the organization concerned, officers for records"),
        SEALED,
    ),
    Purpose.FIGURES: Words(
        _("Figures"),
        _("So that it is known how much is served where. No figure of fewer than ten people is published."),
        DUTY,
        _("Nobody sees a person in them"),
        _("Figures stay; when you close your account no sex and no age goes into them"),
    ),
    Purpose.WORK: Words(
        _("Working for an organization or holding an office"),
        _("Whoever records or decides, answers for it by name."),
        DUTY,
        _("Whoever the record or decision is about"),
        _("As long as what was signed"),
    ),
    Purpose.TRAIL: Words(
        _("Who did what"),
        _("Who sees, is seen: every reading and every change leaves a trace."),
        _("The duty to keep data safe (PIPL, article 51)"),
        _("You of your own, officers for audit of their region"),
        _("For good; your name leaves it when you close your account"),
    ),
}

CATEGORIES: dict[Category, Promise] = {
    Category.NAME: _("names"),
    Category.CONTACT: _("phone number, e-mail address, address"),
    Category.DOCUMENT: _("your document, its number encrypted"),
    Category.TRAITS: _("sex, birth date, nationality"),
    Category.HOME: _("the region you live in"),
    Category.PLACE: _("the place of a check-in or where you start from"),
    Category.FAMILY: _("children and guardians"),
    Category.ABILITIES: _("skills, languages, qualifications, what you like to do"),
    Category.SERVICE: _("what you did when, where and for whom"),
    Category.WORDS: _("what you wrote, and what was written to you"),
    Category.PICTURES: _("pictures you gave as proof"),
    Category.SECRETS: _("passwords and keys, as hashes or encrypted"),
    Category.TRACES: _("devices, settings, times"),
    Category.NUMBER: _("your public number"),
}
