"""What allauth asks of the house about partner sites."""

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.private_keys import filter_keys
from django.conf import settings

from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.partners import queries as partners_queries
from volunteercloud.domain.partners import subjects
from volunteercloud.domain.partners.scopes import NAMES, Scope
from volunteercloud.domain.records import queries as records_queries


class PartnersAdapter(DefaultOIDCAdapter):
    scope_display = {scope.value: name for scope, name in NAMES.items()}

    def get_issuer(self):
        """One name, whichever this site was asked by."""
        return settings.SITE_URL

    def get_user_sub(self, client, user):
        return subjects.subject_of(client.pk, user.pk)

    def get_user_by_sub(self, client, sub):
        account_id = subjects.account_of(client.pk, sub)
        return Account.objects.filter(pk=account_id, is_active=True).first() if account_id else None

    def get_claims(self, purpose, user, client, scopes, email=None, **kwargs):
        """In a token nothing but who it is; what was agreed to is told to whoever brings an access token."""
        said = {"sub": self.get_user_sub(client, user)}
        if purpose == "id_token":
            return said
        actor = identity_queries.actor_for(user)
        if Scope.PROFILE in scopes:
            volunteer = identity_queries.volunteer(actor.id)
            said |= {"name": volunteer.name or actor.label, "real_name_verified": volunteer.real_name_level > 0}
        if Scope.HOURS in scopes:
            totals = records_queries.totals_of(actor, actor.id)
            said |= {"credit_minutes": totals.credit_minutes, "honour_minutes": totals.honour_minutes}
        return said

    def list_private_keys(self, *, did_activate=None, is_active=None):
        return filter_keys(partners_queries.signing_keys(), did_activate=did_activate, is_active=is_active)
