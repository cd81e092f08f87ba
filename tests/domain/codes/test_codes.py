import csv
from datetime import date

import pytest

from volunteercloud.domain.codes import countries, loading, queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.codes.loading import Changes
from volunteercloud.domain.codes.models import Match, Relation, Scheme, Term
from volunteercloud.domain.identity.documents import DocumentKind
from volunteercloud.domain.organizations import uscc

ON = date(2026, 11, 21)


@pytest.fixture
def loaded(db):
    loading.load()


@pytest.fixture
def folder(tmp_path):
    """The files of all lists, of which a test may write one anew."""
    for file in loading.DATA.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())

    def write(name, *rows):
        with (tmp_path / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("code", "name", "name_en", "valid_from", "valid_to"), *rows])
        return loading.load(folder=tmp_path)

    return write


def test_each_list_has_its_file_and_each_file_its_list():
    assert {file.name for file in loading.DATA.glob("*.csv")} == {f"{name}.csv" for name in CodeList} | {
        loading.MATCHES
    }


def test_loads_once_and_then_changes_nothing(db):
    heard = []

    first = loading.load(lambda done, total: heard.append((done, total)))

    assert first == Changes(added=Term.objects.count() + Match.objects.count(), changed=0)
    assert heard == [(first.added, first.added), (first.added, first.added)]
    assert loading.load() == Changes(0, 0)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        (CodeList.NATIONALITY, 249),
        (CodeList.ETHNICITY, 58),
        (CodeList.SDG_GOAL, 17),
        (CodeList.SDG_TARGET, 169),
        (CodeList.POLITICAL_STATUS, 13),
    ],
)
def test_standards_are_whole(loaded, name, count):
    assert len(queries.terms(name, ON)) == count


def test_every_term_has_both_names(loaded):
    assert Term.objects.filter(name="").count() == Term.objects.filter(name_en="").count() == 0


def test_targets_belong_to_goals(loaded):
    goals = [term.code for term in queries.terms(CodeList.SDG_GOAL, ON)]

    assert {term.code.split(".")[0] for term in queries.terms(CodeList.SDG_TARGET, ON)} == set(goals)


def test_lists_agree_with_the_code_that_knows_them(loaded):
    assert {term.code for term in queries.terms(CodeList.DOCUMENT_KIND, ON)} == set(DocumentKind)
    assert queries.strangers(CodeList.ORGANIZATION_KIND, uscc.KINDS.values(), ON) == []


def test_terms_of_a_day_in_order(db, folder):
    folder(
        "skill",
        ("c", "丙", "C", "", ""),
        ("a", "甲", "A", "2026-01-01", ""),
        ("b", "乙", "B", "", "2026-01-01"),
    )

    assert queries.choices(CodeList.SKILL, date(2025, 12, 31), "en") == [("c", "C"), ("b", "B")]
    assert queries.choices(CodeList.SKILL, date(2026, 1, 1), "zh-hans") == [("c", "丙"), ("a", "甲")]
    assert queries.strangers(CodeList.SKILL, ["a", "b", "x"], ON) == ["b", "x"]
    assert queries.labels(CodeList.SKILL, ["b", "x"], "en") == ["B", "x"]


def test_changed_and_missing_lines(loaded, folder, django_capture_on_commit_callbacks):
    kept = Term.objects.filter(list="sex").count()
    assert queries.label(CodeList.SEX, "1", "en") == "Male"

    with django_capture_on_commit_callbacks(execute=True):
        assert folder("sex", ("1", "男性", "Man", "", ""), ("2", "女", "Female", "", "")) == Changes(added=0, changed=2)

    assert Term.objects.filter(list="sex").count() == kept
    assert queries.label(CodeList.SEX, "1", "en") == "Man"


def test_a_list_is_read_once(loaded, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.labels(CodeList.LANGUAGE, ["zh", "en"], "en") == ["Mandarin Chinese", "English"]


@pytest.mark.parametrize(
    ("alpha_3", "alpha_2"), [("CHN", "CN"), ("FRA", "FR"), ("D", "DE"), ("GBN", "GB"), ("UTO", None), ("", None)]
)
def test_countries(alpha_3, alpha_2):
    assert countries.alpha_2_of(alpha_3) == alpha_2


def test_two_letters():
    assert len(countries.alpha_2()) == 249


def test_matches_speak_of_terms_that_there_are(loaded):
    """A term that nobody knows could be matched with anything, and nobody would see it."""
    known = set(Term.objects.values_list("list", "code"))
    assert [match for match in Match.objects.all() if (match.list, match.code) not in known] == []
    goals = dict(Term.objects.filter(list=CodeList.SDG_GOAL).values_list("code", "name_en"))
    assert [match for match in Match.objects.filter(scheme=Scheme.SDG_GOAL) if match.target not in goals] == []


def test_a_match_is_said_anew_and_taken_back(loaded, folder, tmp_path):
    file = tmp_path / loading.MATCHES
    rows = ["list,code,scheme,target,target_name,relation", "category,elderly,vds-cause,OlderPeople,Older People,close"]
    file.write_text("\n".join(rows), encoding="utf-8")
    before = Match.objects.count()

    assert loading.load(folder=tmp_path) == Changes(added=1, changed=before)
    assert [(match.target, match.relation) for match in queries.matches(CodeList.CATEGORY)["elderly"]] == [
        ("OlderPeople", Relation.CLOSE)
    ]
    assert loading.load(folder=tmp_path) == Changes(0, 0)


def test_version_of_a_list_is_the_day_of_its_last_change(loaded, folder):
    folder("skill", ("a", "甲", "A", "2024-01-01", "2025-06-01"), ("b", "乙", "B", "2025-06-01", ""))
    assert queries.changed_on(CodeList.SKILL, date(2025, 5, 31)) == date(2024, 1, 1)
    assert queries.changed_on(CodeList.SKILL, date(2026, 1, 1)) == date(2025, 6, 1)
    assert [term.code for term in queries.history(CodeList.SKILL) if term.code in "ab"] == ["a", "b"]
