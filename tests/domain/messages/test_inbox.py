from datetime import timedelta
from string import Formatter

import pytest
from django.utils import translation

from volunteercloud.core import ids
from volunteercloud.core.actor import ANONYMOUS, Actor, ActorKind
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.messages import actions, queries, texts
from volunteercloud.domain.messages.recipients import Recipient

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return Actor(ActorKind.PERSON, "谷雨", ids.uuid7())


def tell(reader, at, *, purpose="核对保险"):
    return actions.tell(
        actor=ANONYMOUS,
        recipient=Recipient(id=reader.id, language="zh-hans"),
        template="identity_number_read",
        facts={"officer": "白露", "purpose": purpose},
        at=at,
    )


def test_worded_when_read(reader, at):
    message = tell(reader, at)
    [letter] = queries.inbox(reader, language="en")
    assert (letter.id, letter.created_at, letter.is_read) == (message.id, at, False)
    assert letter.body == "白露 read the number of your document. The purpose given was “核对保险”."
    assert queries.letter(reader, message.id, language="en") == letter


def test_pages(reader, at):
    told = [tell(reader, at + timedelta(minutes=number)).id for number in range(5)]
    first = queries.inbox(reader, language="en", limit=2)
    assert [letter.id for letter in first] == [told[4], told[3], told[2]]
    second = queries.inbox(reader, language="en", before=(first[1].created_at, first[1].id), limit=2)
    assert [letter.id for letter in second] == [told[2], told[1], told[0]]


def test_read_and_unread(reader, at):
    first, second, third = (tell(reader, at).id for _number in range(3))
    assert queries.unread_count(reader) == 3
    assert actions.mark_read(actor=reader, message_ids=[first, second], at=at) == 2
    assert actions.mark_read(actor=reader, message_ids=[first], at=at) == 0
    assert queries.unread_count(reader) == 1
    assert actions.mark_all_read(actor=reader, at=at) == 1
    assert queries.letter(reader, third, language="en").is_read


def test_others_messages_are_not_found(reader, at):
    message = tell(reader, at)
    stranger = Actor(ActorKind.PERSON, "小满", ids.uuid7())
    assert queries.inbox(stranger, language="en") == []
    with pytest.raises(NotFound):
        queries.letter(stranger, message.id, language="en")
    assert actions.mark_read(actor=stranger, message_ids=[message.id], at=at) == 0
    assert queries.unread_count(ANONYMOUS) == 0
    with pytest.raises(NotAllowed):
        queries.inbox(ANONYMOUS, language="en")


def test_hostile_facts_stay_facts(reader, at):
    tell(reader, at, purpose="{officer} {0.__class__} <script>")
    [letter] = queries.inbox(reader, language="en")
    assert letter.body.endswith("“{officer} {0.__class__} <script>”.")


def test_every_text_is_whole_in_both_languages():
    """Each can be worded in both from the facts its English names: a translation needs no other facts."""
    for template, text in texts.TEXTS.items():
        facts = {name: "2026-05-16" if name.endswith("_on") else "2026-05-16T09:00:00+08:00" for name in _named(text)}
        for language in ("en", "zh-hans"):
            said = texts.worded(template, facts, language)
            assert "" not in (said.subject, said.body), template


def _named(text):
    with translation.override("en"):
        pieces = [*Formatter().parse(str(text.subject)), *Formatter().parse(str(text.body))]
    return {name for _literal, name, _form, _conversion in pieces if name and name != "site"}


def test_days_and_titles_in_the_readers_way(monkeypatch):
    monkeypatch.setitem(texts.TEXTS, "tried", texts.Text("{title}", "{day_on} · {starts_at} · {until}"))
    facts = {
        "title": "图书馆导读",
        "title_en": "Reading at the library",
        "day_on": "2026-03-14",
        "starts_at": "2026-03-14T02:30:00+00:00",
        "until": "2026-03-14T04:00:00+00:00",
    }
    english = texts.worded("tried", facts, "en")
    assert english.subject == "Reading at the library"
    assert english.body == "14 March 2026 · 14 March 2026, 10:30 · 14 March 2026, 12:00"
    assert texts.worded("tried", facts | {"title_en": ""}, "en").subject == "图书馆导读"
    chinese = texts.worded("tried", facts, "zh-hans")
    assert chinese.subject == "图书馆导读"
    assert chinese.body == "2026年3月14日 · 2026年3月14日 10:30 · 2026年3月14日 12:00"
