from datetime import timedelta

import pytest

from tests.domain.identity import factories
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import actions, queries
from volunteercloud.domain.identity.models import Account, ApiToken


@pytest.fixture
def owner(db):
    return queries.actor_for(factories.account(label="立冬"))


def create(owner, at, **changes):
    said = {"name": "roster robot", "scopes": ["attendance:write", "profile"], "days": 30}
    return actions.create_token(actor=owner, **(said | changes), at=at)


def test_key_opens_what_it_is_for_in_one_statement(owner, at, django_assert_num_queries):
    _token, secret = create(owner, at)
    with django_assert_num_queries(1):
        known = queries.key_by_secret(secret, at + timedelta(days=29))
    assert (known.actor, known.scopes, known.language) == (owner, {"attendance:write", "profile"}, "zh-hans")


def test_secret_is_kept_nowhere(owner, at):
    _token, secret = create(owner, at)
    assert secret not in str(list(ApiToken.objects.values()))


def test_key_that_opens_nothing(owner, at):
    token, secret = create(owner, at)
    for wrong, when in [(secret + "x", at), ("", at), (secret, at + timedelta(days=30))]:
        with pytest.raises(NotFound):
            queries.key_by_secret(wrong, when)

    assert actions.revoke_token(actor=owner, digest=token.digest, at=at).revoked_at == at
    assert actions.revoke_token(actor=owner, digest=token.digest, at=at + timedelta(1)).revoked_at == at
    with pytest.raises(NotFound):
        queries.key_by_secret(secret, at)
    assert list(queries.tokens(owner)) == []


def test_key_of_a_closed_account(owner, at):
    _token, secret = create(owner, at)
    Account.objects.filter(id=owner.id).update(is_active=False)
    with pytest.raises(NotFound):
        queries.key_by_secret(secret, at)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "token.name"),
        ({"scopes": []}, "token.scopes"),
        ({"scopes": ["profile", "everything"]}, "token.scopes"),
        ({"days": 0}, "token.days"),
        ({"days": 366}, "token.days"),
    ],
)
def test_refused(owner, at, changes, code):
    with pytest.raises(Refused) as refusal:
        create(owner, at, **changes)
    assert refusal.value.code == code


def test_twenty_keys(owner, at):
    for _number in range(20):
        create(owner, at)
    with pytest.raises(Refused) as refusal:
        create(owner, at)
    assert refusal.value.code == "token.too_many"


def test_others(owner, at):
    token, _secret = create(owner, at)
    with pytest.raises(NotFound):
        actions.revoke_token(actor=queries.actor_for(factories.account(email=None)), digest=token.digest, at=at)
    with pytest.raises(NotAllowed):
        create(ANONYMOUS, at)


def test_when_it_was_used_is_noted_once_an_hour(owner, at):
    token, secret = create(owner, at)
    noted = []
    for minutes in (0, 59, 60, 119):
        moment = at + timedelta(minutes=minutes)
        if queries.key_by_secret(secret, moment).was_unused(moment):
            actions.note_use_of_token(actor=owner, digest=token.digest, at=moment)
        noted.append(queries.key_by_secret(secret, moment).last_used_at)
    assert noted == [at, at, at + timedelta(hours=1), at + timedelta(hours=1)]
