import polib
import pytest

from tools import messages


def catalogue(*entries):
    return messages.merged(entries, {messages.key_of(entry): entry for entry in entries if entry.msgstr})


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (polib.POEntry(msgid="Sign up"), "untranslated"),
        (polib.POEntry(msgid="Sign up", msgstr="报名", flags=["fuzzy"]), "fuzzy"),
        (polib.POEntry(msgid="%(count)s places", msgstr="%(places)s 个名额"), "placeholders differ"),
        (polib.POEntry(msgid="%(count)s places", msgstr="%(count)s 个名额"), None),
    ],
)
def test_what_is_not_whole_is_told(entry, problem):
    found = [line.split(":")[0] for line in messages.problems(catalogue(entry))]
    assert found == ([problem] if problem else [])


def test_catalogue_depends_on_nothing_but_the_texts():
    one = polib.POEntry(msgid="One", msgstr="一", occurrences=[("b.py", "7"), ("a.py", "3")])
    two = polib.POEntry(msgid="Two", msgstr="二")
    assert str(catalogue(one, two)) == str(catalogue(two, one))
    assert "#: a.py b.py\n" in str(catalogue(one))


def test_fragments_that_disagree_are_told(tmp_path, monkeypatch):
    for name, words in {"a": "报名", "b": "登记"}.items():
        fragment = polib.POFile()
        fragment.append(polib.POEntry(msgid="Sign up", msgstr=words))
        fragment.save(str(tmp_path / f"{name}.po"))
    monkeypatch.setattr(messages, "PARTS", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "none.po")
    clashes = []
    assert messages.translation(messages.known(clashes)[(None, "Sign up")]) == "报名"
    assert clashes == ["b.po: 'Sign up': 报名 or 登记?"]
