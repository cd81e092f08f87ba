from textwrap import dedent

import pytest

from tools.mutants import changes


def made(tmp_path, text):
    path = tmp_path / "module.py"
    path.write_text(dedent(text))
    return list(changes.of(path))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return a < b", ["return a < b → return None", "a < b → a <= b"]),
        ("return a == b and c", ["return a == b and c → return None", "a == b and c → a == b or c", "a == b → a != b"]),
        ("return not a", ["return not a → return None", "not a → a"]),
        ("return a + 1", ["return a + 1 → return None", "a + 1 → a - 1", "1 → 2"]),
        ("return None", []),
        ("a.save()", ["a.save() → pass"]),
        ("raise a", ["raise a → pass"]),
        ("a = True", ["True → False"]),
        ("yield a", []),
        ('"""Words."""', []),
        ("if a: b = c", ["a → not a"]),
        ("for a in range(3): b = c", ["3 → 4"]),
        ("try: b = c\n    except D: b = 0", ["0 → 1"]),
        ("a: int = 5", ["5 → 6"]),
    ],
)
def test_what_is_changed_in_a_function(tmp_path, line, expected):
    assert [mutant.words for mutant in made(tmp_path, f"def f(a, b, c):\n    {line}\n")] == expected


def test_each_change_is_compiled_alone(tmp_path):
    """One after the other, whatever the order: none leaves a trace in the next."""
    mutants = made(tmp_path, "def f(a, b):\n    return a + b * 2\n")
    found = {}
    for mutant in reversed(mutants):
        scope = {}
        exec(mutant.compiled(), scope)
        found[mutant.words] = scope["f"](3, 4)
    assert found == {
        "return a + b * 2 → return None": None,
        "a + b * 2 → a - b * 2": -5,
        "b * 2 → b // 2": 5,
        "2 → 3": 15,
    }


def test_where_a_change_stands(tmp_path):
    text = """\
        DAYS = 3
        NAMES = ["a", "b"]

        class Rule:
            days = 5

            def holds(self, a):
                if a(
                    1
                ):
                    return 2
                return None
    """
    found = [(one.line, one.function, one.name, one.first, one.last) for one in made(tmp_path, text)]
    assert found == [
        (1, "", "DAYS", 1, 1),
        (8, "Rule.holds", "", 8, 10),
        (9, "Rule.holds", "", 8, 10),
        (11, "Rule.holds", "", 11, 11),
        (11, "Rule.holds", "", 11, 11),
    ]


def test_a_value_of_the_module_is_compiled_by_itself(tmp_path):
    (mutant,) = made(tmp_path, "raises = print(1 / 1)\nDAYS = 3\n")
    scope = {}
    exec(mutant.compiled(), scope)
    assert scope["DAYS"] == 4


def test_what_a_constraint_is_made_of_is_the_database_s(tmp_path):
    text = "MOST = LENGTH + 1\nAGO = timedelta(days=2) * 3\nTOLD = Q(a=1) | Q(b=True)\nWHERE = Path('a') / 'b'\n"
    assert [one.words for one in made(tmp_path, text)] == [
        "LENGTH + 1 → LENGTH - 1", "1 → 2",
        "timedelta(days=2) * 3 → timedelta(days=2) // 3", "3 → 4", "2 → 3",
    ]  # fmt: skip
