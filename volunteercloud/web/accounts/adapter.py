"""What allauth asks of the house: where phones live, what registering means, how codes are sent."""

from enum import StrEnum

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.conf import settings
from django.db import transaction
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids, meters
from volunteercloud.core.actor import system
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages_actions
from volunteercloud.domain.messages.models import Channel
from volunteercloud.domain.messages.recipients import Recipient
from volunteercloud.domain.messages.texts import CodePurpose
from volunteercloud.web import addresses, answers, context, cookies

from . import guard, sessions, undoing
from .fields import PhoneField
from .words import ERRORS

STAGES = {"allauth.account.stages.EmailVerificationStage": "volunteercloud.web.accounts.stages.ContactStage"}
PURPOSES = {
    "account/email/login_code": CodePurpose.SIGN_IN,
    "account/email/email_confirmation": CodePurpose.CONFIRM,
    "account/email/email_confirmation_signup": CodePurpose.CONFIRM,
    "account/email/password_reset_code": CodePurpose.RESET,
}
EMAIL_CHANGED = "account/email/email_changed"
ALREADY_REGISTERED = "account/email/account_already_exists"
WAYS = {
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use an authenticator app or a recovery code"),
}


class Change(StrEnum):
    """What was changed, as the message about it is called."""

    PASSWORD = "password"  # noqa: S105  no secret
    SECOND_STEP = "second_step"
    OUTSIDE = "outside"


CHANGES = {
    **dict.fromkeys(("account/email/password_changed", "account/email/password_set"), Change.PASSWORD),
    "account/email/password_reset": Change.PASSWORD,
    **dict.fromkeys(("mfa/email/totp_activated", "mfa/email/totp_deactivated"), Change.SECOND_STEP),
    **dict.fromkeys(("mfa/email/webauthn_added", "mfa/email/webauthn_removed"), Change.SECOND_STEP),
    "mfa/email/recovery_codes_generated": Change.SECOND_STEP,
    **dict.fromkeys(
        ("socialaccount/email/account_connected", "socialaccount/email/account_disconnected"), Change.OUTSIDE
    ),
}
NO_CODE = "000000"  # as long as one
ADDRESS = {Channel.EMAIL: "email", Channel.SMS: "phone"}
DEMO_CODE = "demo_code"
SIGN_IN = system("sign-in")
OFFICE = "/office/"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | ERRORS

    def get_login_stages(self):
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    @transaction.atomic
    def save_user(self, request, user, form, commit=True):
        account = super().save_user(request, user, form, commit)
        identity_actions.register(
            actor=identity_queries.actor_for(account),
            account=account,
            language=request.LANGUAGE_CODE,
            consents=form.purposes,
            at=answers.reader_now(),
        )
        return account

    def get_reauthentication_methods(self, user):
        """The ways to prove again who one is, the easiest first: it is the one that is asked for."""
        methods = super().get_reauthentication_methods(user)
        ways = [method | {"description": WAYS[method["id"]]} for method in methods]
        return sorted(ways, key=lambda way: list(WAYS).index(way["id"]))

    # Passwords

    def get_client_ip(self, request):
        return addresses.address_of(request)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """allauth's own key knows no phones: all of them would be counted as one."""
        return guard.counted_as(request, guard.login_of(credentials))

    def pre_authenticate(self, request, **credentials):
        """allauth counts by address, we by what was typed."""
        super().pre_authenticate(request, **credentials)
        if not guard.may_try(request, guard.login_of(credentials)):
            meters.signed_in("locked")
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        account = super().authenticate(request, **credentials)
        if account:
            guard.note_guesses(request, guard.login_of(credentials))
            guard.went_well(request, guard.login_of(credentials))
        else:
            meters.signed_in("failed")
        return account

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """allauth says here that something was changed which opens an account. Who has the account is told wherever they
        can be reached; a password ends other sessions by itself, a second step does so here."""
        if template_prefix == EMAIL_CHANGED:
            undoing.tell(user, undoing.Before(answers.reader_now(), email=email))
        if template_prefix not in CHANGES:
            return
        if CHANGES[template_prefix] is Change.SECOND_STEP:
            end_other_sessions(self.request, user)
        self._tell_owner(user, f"account_{CHANGES[template_prefix]}_changed", "changed_at", "account:overview")

    def tell_suspicious(self, user, template, facts):
        """Somebody may be at the door who should not be: the owner is told, who knows whether it was they."""
        self._tell_owner(user, template, "noticed_at", "usersessions_list", facts)

    def _tell_owner(self, user, template, moment, page, facts=None):
        recipient, now = identity_queries.recipient(user.pk), answers.reader_now()
        messages_actions.tell(
            actor=SIGN_IN,
            recipient=recipient,
            channels=[messages_actions.INBOX, Channel.EMAIL if recipient.email else Channel.SMS],
            template=template,
            facts={moment: now.isoformat()} | (facts or {}),
            link=resolve_url(page),
            at=now,
        )

    # Phones

    def phone_form_field(self, **kwargs):
        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone):
        """Whose phone it is. One that nobody has proved leads to no account that somebody else has proved to be theirs."""
        account = identity_queries.account_by_phone(phone, answers.reader_now())
        if account and not account.phone_verified and EmailAddress.objects.filter(user=account, verified=True).exists():
            return None
        return account

    def get_phone(self, user):
        return identity_queries.phone_of(user)

    def set_phone(self, user, phone, verified):
        before = identity_queries.phone_of(user)
        if before and before[1] and verified and before[0] != phone:
            undoing.tell(user, undoing.Before(answers.reader_now(), phone=before[0]))
        held = identity_actions.hold_phone(
            actor=SIGN_IN, account=user, phone=phone, verified=verified, at=answers.reader_now()
        )
        user.phone_sealed, user.phone_tail, user.phone_verified = (
            held.phone_sealed,
            held.phone_tail,
            held.phone_verified,
        )

    def set_phone_verified(self, user, phone):
        """With a proved phone an address that was only typed is let go: its true owner would be led into this account.
        It is added again under “Account and security”, with a code."""
        self.set_phone(user, phone, True)
        EmailAddress.objects.filter(user=user, verified=False).delete()
        if user.email and not EmailAddress.objects.filter(user=user).exists():
            user.email = None
            user.save(update_fields=["email"])

    # Codes

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        proved = identity_queries.phone_of(user)
        purpose = CodePurpose.SIGN_IN if proved == (phone, True) else CodePurpose.CONFIRM
        self._send_code(user, Channel.SMS, purpose, code, phone=phone)

    def send_account_already_exists_sms(self, phone):
        if account := self.get_user_by_phone(phone):
            self._tell_that_registered(account, Channel.SMS, phone=phone)

    def send_mail(self, template_prefix, email, context):
        """allauth's mails that we let out: codes, and word to somebody who registers twice."""
        account = context.get("user") or self._account_for(email)
        if account is None:
            return
        if template_prefix == ALREADY_REGISTERED:
            self._tell_that_registered(account, Channel.EMAIL, email=email)
        else:
            self._send_code(account, Channel.EMAIL, PURPOSES[template_prefix], context["code"], email=email)

    def _account_for(self, email):
        if self.request.user.is_authenticated:
            return self.request.user
        return next(iter(filter_users_by_email(email, is_active=True, prefer_verified=True)), None)

    def _send_code(self, account, channel, purpose, code, **address):
        if settings.DEMO:
            self.request.session[DEMO_CODE] = code
        messages_actions.send_code(
            actor=SIGN_IN,
            recipient=Recipient(id=account.id, language=self.request.LANGUAGE_CODE, **address),
            channel=channel,
            code=code,
            purpose=purpose,
            at=answers.reader_now(),
        )

    def pretend_to_send(self, channel, contact):
        """The work of sending a code, for an address that nobody has: written and taken back, so that the time of the answer
        does not tell whose addresses we know."""
        with transaction.atomic():
            messages_actions.send_code(
                actor=SIGN_IN,
                recipient=Recipient(id=ids.uuid7(), language=self.request.LANGUAGE_CODE, **{ADDRESS[channel]: contact}),
                channel=channel,
                code=NO_CODE,
                purpose=CodePurpose.SIGN_IN,
                at=answers.reader_now(),
            )
            transaction.set_rollback(True)

    def _tell_that_registered(self, account, channel, **address):
        messages_actions.tell(
            actor=SIGN_IN,
            recipient=Recipient(id=account.id, language=account.language, **address),
            template="account_exists",
            facts={},
            link=resolve_url("account_login"),
            channels=[channel],
            at=answers.reader_now(),
        )

    # Coming and going

    def _logins_of(self, user):
        """What this person may type to sign in."""
        addresses_of = EmailAddress.objects.filter(user=user, verified=True).order_by("id")
        phone = identity_queries.phone_of(user)
        return [address.email.lower() for address in addresses_of] + ([phone[0]] if phone and phone[1] else [])

    def pre_login(self, request, user, **facts):
        """Who is the first to prove the contact of an account has it for themselves: a password set before that moment
        may be a stranger's, who registered with somebody else's address and waits for its owner."""
        records = get_authentication_records(request, user)
        if records and records[-1]["method"] == "code" and user.last_login is None and user.has_usable_password():
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return super().pre_login(request, user, **facts)

    def get_login_redirect_url(self, request):
        """Officers to their desk, everybody else to their service."""
        return OFFICE if request.session.get(context.OFFICER_SESSION_KEY) else settings.LOGIN_REDIRECT_URL

    def login(self, request, user):
        super().login(request, user)
        request.session.pop(DEMO_CODE, None)
        sessions.begin(request.session, user)

    def post_login(self, request, user, **facts):
        """The account's language and text size hold in this browser from now on, without being read on each page; and
        strangers' guesses no longer concern it."""
        response = super().post_login(request, user, **facts)
        meters.signed_in("succeeded", user.id)
        logins = self._logins_of(user)
        if (guesses := guard.guesses_before(request, logins)) >= guard.SUSPICIOUS:
            self.tell_suspicious(user, "account_guessed", {"guesses": str(guesses)})
        guard.came_home(request, logins)
        guard.mark(response, logins)
        cookies.remember(response, cookies.LANGUAGE, user.language)
        cookies.remember(response, cookies.MODE, "elder" if user.elder_mode else "standard")
        return response
