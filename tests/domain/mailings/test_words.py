"""What a message may say, who may say it, and what hostile texts come to."""

import pytest

from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.mailings import actions
from volunteercloud.domain.mailings.models import Audience, RegionTemplate, Template
from volunteercloud.domain.mailings.words import Words
from volunteercloud.domain.messages import queries as message_queries
from volunteercloud.domain.messages.models import CircularKind

from . import factories

pytestmark = pytest.mark.django_db
BODY = "周六早上八点在大门口见。"


def refused(owner, organization, at, **changes):
    with pytest.raises(Refused) as refusal:
        factories.written(owner, organization, at, **changes)
    return refusal.value.code, refusal.value.field


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Words("", BODY), ("mailing.empty", "subject")),
        (Words("周六见", "\x00\u200b \n"), ("mailing.empty", "body")),
        (Words("见" * 101, BODY), ("mailing.long", "subject")),
        (Words("周六见", "见" * 1_000_000), ("mailing.long", "body")),
        (Words("周六见", BODY, subject_en="On Saturday"), ("mailing.half", "body_en")),
        (Words("周六见", "{shift_start}"), ("mailing.placeholder", "body")),
        (Words("周六见", "{name.__class__}"), ("mailing.placeholder", "body")),
        (Words("周六见", "{}"), ("mailing.placeholder", "body")),
        (Words("{0}", BODY), ("mailing.placeholder", "subject")),
    ],
)
def test_refused_texts(owner, organization, at, said, code):
    assert refused(owner, organization, at, said=said) == code


def test_braces_that_name_nothing_stay(owner, organization, at):
    """A lone brace is a sign like others, and what a name holds is not filled in again."""
    [somebody] = factories.people(owner, organization, at, 1)
    said = Words("周六见 }{", "{name} }{ %(name)s")
    factories.batch(factories.started(owner, organization, at, said=said), at)
    [letter] = message_queries.inbox(somebody, language="zh-hans")
    assert (letter.subject, letter.body) == ("周六见 }{", "小满0 }{ %(name)s")


def test_subject_is_one_line(owner, organization, at):
    hostile = Words("周六见\r\nBcc: everybody@qinghe.example", BODY)
    assert factories.written(owner, organization, at, said=hostile).subject == "周六见 Bcc: everybody@qinghe.example"


def test_service_needs_a_sign_up(owner, organization, at):
    assert refused(owner, organization, at, kind=CircularKind.SERVICE) == ("mailing.not_service", "kind")


def test_sms_needs_a_reason(owner, organization, at):
    assert refused(owner, organization, at, channels=["sms"]) == ("mailing.sms_reason", "sms_reason")
    assert refused(owner, organization, at, channels=["pigeon"]) == ("mailing.channel", None)
    assert factories.written(owner, organization, at, channels=["sms"], sms_reason="停电").sms_reason == "停电"


def test_strangers_write_to_nobody(owner, organization, volunteer, at):
    with pytest.raises(NotAllowed):
        factories.written(volunteer, organization, at)
    draft = factories.written(owner, organization, at)
    for step in (actions.start, actions.stop, actions.resume, actions.cancel, actions.discard):
        with pytest.raises(NotAllowed):
            step(actor=volunteer, **factories.key(draft), at=at)


def test_draft_is_written_anew_until_it_is_sent(owner, organization, at):
    draft = factories.written(owner, organization, at)
    again = factories.written(owner, organization, at, mailing_id=draft.id, said=Words("周日见", BODY))
    assert (again.id, again.subject) == (draft.id, "周日见")
    actions.start(actor=owner, **factories.key(draft), at=at)
    assert refused(owner, organization, at, mailing_id=draft.id) == ("mailing.state", None)


def test_templates(owner, organization, officer, volunteer, at):
    said = Words("提醒", "{name}，{shift_start} 见。")
    kept = actions.keep_template(actor=owner, organization_id=organization.id, name="提醒", said=said, at=at)
    with pytest.raises(Refused) as refusal:
        actions.keep_template(actor=owner, organization_id=organization.id, name=" 提醒 ", said=said, at=at)
    assert refusal.value.code == "template.taken"
    actions.end_template(actor=owner, organization_id=organization.id, template_id=kept.id, at=at)
    assert Template.objects.get().ended_at == at

    actions.keep_region_template(actor=officer, region_code="990101", name="提醒", said=said, at=at)
    assert RegionTemplate.objects.get().name == "提醒"
    for actor in (owner, volunteer):
        with pytest.raises(NotAllowed):
            actions.keep_region_template(actor=actor, region_code="990101", name="提醒", said=said, at=at)


def test_audience_of_nothing(owner, organization, at):
    assert refused(owner, organization, at, audience=Audience.MEMBERS, standing="confirmed")[0] == "mailing.standing"
