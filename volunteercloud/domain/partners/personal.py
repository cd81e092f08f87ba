"""Partner sites."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="allauth_idp_oidc.Token",
        person="user_id",
        purpose=Purpose.ACCOUNT,
        closing=Closing.ERASED,
        fields={C.SECRETS: "hash", C.TRACES: "scopes data created_at expires_at"},
    ),
)
PLAIN = (
    Plain("partners.SigningKey", "sealed", "a key of the site"),
    Plain("allauth_idp_oidc.Client", "*", "other sites"),
)
