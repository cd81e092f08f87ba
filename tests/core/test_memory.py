from volunteercloud.core import memory
from volunteercloud.core.memory import Remembered


def test_answers_are_kept_for_a_minute(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(memory.time, "monotonic", lambda: clock[0])
    asked = []
    remembered = Remembered(lambda key: asked.append(key) or key.upper())

    assert (remembered("a"), remembered("a"), remembered("b")) == ("A", "A", "B")
    assert asked == ["a", "b"]

    clock[0] += memory.SECONDS
    assert (remembered.knows("a"), remembered("a")) == (False, "A")
    assert asked == ["a", "b", "a"]


def test_nothing_is_not_kept():
    answers = iter([None, "late"])
    remembered = Remembered(lambda _key: next(answers))

    assert (remembered("a"), remembered("a"), remembered("a")) == (None, "late", "late")


def test_kept_by_other_means_and_forgotten():
    remembered = Remembered(str)
    remembered.keep(1, "one")

    assert (remembered.knows(1), remembered(1)) == (True, "one")
    memory.forget_all()
    assert (remembered.knows(1), remembered(1)) == (False, "1")


def test_memory_is_bounded():
    remembered = Remembered(str, most=2)
    for key in range(5):
        remembered(key)

    assert [key for key in range(5) if remembered.knows(key)] == [4]
