"""The measures themselves, against values worked out by hand."""

from math import log2

import pytest

from volunteercloud.cli.evaluation import corpus
from volunteercloud.cli.evaluation.ranking import RELATED, RIGHT, Judged, score, shown

GAINS = {"a": RIGHT, "b": RIGHT, "c": RELATED}


@pytest.mark.parametrize(
    ("found", "recall", "ndcg"),
    [
        (["a", "b", "c"], 1.0, 1.0),
        ([], 0.0, 0.0),
        (["x", "a"], 0.5, (3 / log2(3)) / (3 + 3 / log2(3) + 1 / 2)),
        (["c", "b", "a"], 1.0, (1 + 3 / log2(3) + 3 / 2) / (3 + 3 / log2(3) + 1 / 2)),
        (["x"] * 10 + ["a", "b"], 0.0, 0.0),
    ],
)
def test_an_order_is_as_good_as_what_stands_on_top(found, recall, ndcg):
    judged = Judged(found, GAINS)
    assert (judged.recall, judged.ndcg) == (recall, pytest.approx(ndcg))


def test_of_more_right_things_than_ten_ten_are_all():
    gains = dict.fromkeys(range(30), RIGHT)
    assert Judged(range(10), gains).recall == 1.0


def test_coverage_of_searches_is_how_many_found_anything_right():
    judged = [Judged(["a"], GAINS), Judged(["c"], GAINS), Judged([], GAINS), Judged(["x", "b"], GAINS)]
    assert score("search", judged).coverage == 0.5
    assert shown(judged) == {"a", "b", "c", "x"}


def test_searches_are_labelled_in_both_languages_and_half_are_held_out():
    queries = corpus.queries()
    chinese = [query for query in queries if any("\u4e00" <= sign <= "\u9fff" for sign in query.text)]
    held_out = [query for query in queries if query.is_held_out]
    assert len({query.text for query in queries}) == len(queries) >= 150
    assert len(chinese) > 75
    assert len(queries) - len(chinese) > 75
    assert abs(len(queries) / 2 - len(held_out)) < len(queries) / 10
    named = {topic for query in queries for topic in query.right | query.related}
    assert named == set(corpus.topics())
