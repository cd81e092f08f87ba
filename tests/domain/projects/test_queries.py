from datetime import timedelta

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.projects import actions, queries


def test_a_draft_is_seen_by_staff_and_officers_only(owner, officer, organization, at):
    project = factories.draft(owner, organization, at)
    for viewer in (owner, officer):
        assert queries.project(viewer, organization.id, project.id) == project
    for viewer in (organizations.person("小满"), ANONYMOUS):
        with pytest.raises(NotFound):
            queries.project(viewer, organization.id, project.id)
    with pytest.raises(NotFound):
        queries.public_project(organization.id, project.id)


def test_the_public_sees_what_is_published(owner, officer, organization, at):
    hidden = factories.draft(owner, organization, at, title="草稿")
    shown = factories.submitted(owner, organization, at)
    actions.decide(actor=officer, case_id=organizations.waiting_case(shown.id).id, decision="approve", reason="", at=at)
    assert list(queries.projects_of(ANONYMOUS, organization.id)) == [shown]
    assert set(queries.projects_of(owner, organization.id)) == {shown, hidden}


def test_pages_by_last_change(owner, organization, at, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    drafts = [factories.draft(owner, organization, at + timedelta(minutes=n), title=str(n)) for n in range(4)]
    first = list(queries.projects_of(owner, organization.id))
    assert first == [drafts[3], drafts[2], drafts[1]]
    last = first[1]
    assert list(queries.projects_of(owner, organization.id, after=(last.changed_at, last.id))) == [drafts[1], drafts[0]]
