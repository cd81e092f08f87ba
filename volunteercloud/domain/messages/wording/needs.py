"""About needs: to whoever posted one, to the station and the officers who look after it."""

from django.utils.translation import gettext_lazy as _

from .text import Text

TEXTS: dict[str, Text] = {
    "need_approve": Text(
        _("Your need is public: {title}"),
        _(
            "“{title}” ({number}) is public now. Organizations and volunteers can offer their help; you are told of each."
        ),
    ),
    "need_return": Text(
        _("Please mend your need: {title}"),
        _("“{title}” came back to you, for this reason: “{reason}”. Mend that and post it again."),
    ),
    "need_reject": Text(
        _("Your need was not accepted: {title}"),
        _("“{title}” was not accepted, for this reason: “{reason}”."),
    ),
    "need_to_moderate": Text(
        _("A need waits for you: {title}"),
        _("“{title}” in {region} waits to be looked at, until {until}. Approve it, or send it back with a reason."),
    ),
    "need_urgent": Text(
        _("An urgent need in {region}: {title}"),
        _("“{title}” in {region} is urgent and waits to be looked at, until {until}."),
    ),
    "need_opened_here": Text(
        _("A need is open in {region}: {title}"),
        _("“{title}” in {region} is public now. Look for somebody who can help."),
    ),
    "need_waits": Text(
        _("Nobody has taken this need up yet: {title}"),
        _(
            "“{title}” waits in {region}. Choose among the offers or find somebody; on {until} the level above is asked."
        ),
    ),
    "need_passed_up": Text(
        _("A need has come up to you: {title}"),
        _("Nobody below has taken “{title}” in {region} up. Help to find somebody, or say why it can't be met."),
    ),
    "need_passed_up_below": Text(
        _("The level above is asked now: {title}"),
        _("Nobody has taken “{title}” in {region} up in time, so the level above is asked too. You can still help."),
    ),
    "need_passed_up_to_yours": Text(
        _("We go on looking: {title}"),
        _("Nobody near has taken “{title}” up yet, so the level above is asked now too."),
    ),
    "need_ends_soon": Text(
        _("Is this still needed? {title}"),
        _("“{title}” ends by itself on {until}. Extend it with one press if help is still needed, or withdraw it."),
    ),
    "need_expired": Text(
        _("Your need has ended: {title}"),
        _("The time of “{title}” is over, and nobody had taken it up. Post it again if help is still needed."),
    ),
    "need_unmet": Text(
        _("Your need could not be met: {title}"),
        _("“{title}” was closed without being met, for this reason: “{reason}”."),
    ),
    "need_withdrawn": Text(
        _("Withdrawn: {title}"),
        _("“{title}” in {region} was withdrawn by its poster. There is nothing left for you to do."),
    ),
    "need_ended_open": Text(
        _("This need has ended: {title}"),
        _("“{title}”, for which you offered your help, has ended without being taken up. Thank you for offering."),
    ),
    "station_named": Text(
        _("{organization} is the volunteer station of {region}"),
        _("{by} named {organization} the station of {region}. You look after the needs that people post there."),
    ),
    "station_ended": Text(
        _("{organization} is no longer the station of {region}"),
        _("{by} ended it, for this reason: “{reason}”. The officers look after the needs there from now on."),
    ),
}
