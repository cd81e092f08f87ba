import json
from dataclasses import replace

from tests.domain.certificates import papers
from volunteercloud.domain.certificates import facts


def test_facts_survive_storage():
    stored = json.loads(json.dumps(facts.to_json(papers.ORDINARY)))

    assert facts.from_json(stored) == papers.ORDINARY


def test_entries_and_the_picture_of_the_seal_are_stored_apart():
    whole = replace(papers.extract(3), seal_image=b"picture")
    stored = json.loads(json.dumps(facts.to_json(whole)))

    assert facts.from_json(stored) == replace(whole, entries=(), seal_image=b"")
    assert facts.from_json(stored, entries=whole.entries, seal_image=b"picture") == whole
