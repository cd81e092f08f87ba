"""What libraries keep of people, and this area itself."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose


def _gone(model: str, person: str, fields: dict[C, str], *, by_area: bool = False) -> Held:
    return Held(
        model=model, person=person, purpose=Purpose.ACCOUNT, closing=Closing.ERASED, fields=fields, by_area=by_area
    )


HELD = (
    _gone("account.EmailConfirmation", "email_address__user_id", {C.SECRETS: "key"}),
    _gone("account.EmailAddress", "user_id", {C.CONTACT: "email"}),
    _gone(
        "socialaccount.SocialAccount",
        "user_id",
        {C.NUMBER: "uid", C.TRACES: "provider last_login date_joined extra_data"},
    ),
    _gone("mfa.Authenticator", "user_id", {C.SECRETS: "data"}),
    _gone("sessions.Session", "session_key", {C.SECRETS: "session_data"}, by_area=True),
    _gone("usersessions.UserSession", "user_id", {C.TRACES: "ip user_agent data", C.SECRETS: "session_key"}),
    _gone("api.Answer", "account_id", {C.WORDS: "key body"}),
    Held(
        model="privacy.Sealed",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.KEPT,
        fields={C.SECRETS: "sealed", C.TRACES: "model kept_until"},
        because="what is sealed, until the term that the operator sets",
    ),
)
PLAIN = (
    Plain("privacy.Closing", "trouble", "a code of ours"),
    Plain("procrastinate.ProcrastinateJob", "*", "a task and ids; a test searches them for people"),
    Plain("procrastinate.ProcrastinateWorker", "*", "a process"),
    Plain("procrastinate.ProcrastinateEvent", "*", "a moment"),
    Plain("procrastinate.ProcrastinatePeriodicDefer", "*", "a task"),
    Plain("socialaccount.SocialApp", "*", "allauth’s own, empty: services to sign in with are settings"),
    Plain("socialaccount.SocialToken", "*", "allauth’s own, empty: tokens of services outside are not kept"),
    Plain("auth.Permission", "*", "Django’s own, not used"),
    Plain("auth.Group", "*", "Django’s own, not used"),
    Plain("contenttypes.ContentType", "*", "Django’s own"),
)
