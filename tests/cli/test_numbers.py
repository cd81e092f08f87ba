import pytest

from volunteercloud.cli import numbers
from volunteercloud.cli.problem import Problem
from volunteercloud.domain.regions import loading
from volunteercloud.domain.statistics import population, wages
from volunteercloud.domain.statistics.models import Population

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo():
    loading.load_demo()


def test_lists_are_loaded_and_what_was_done_is_said(capsys):
    for command, file, lines in (
        (numbers.load_population, population.DEMO, 10),
        (numbers.load_wages, wages.DEMO, 2),
    ):
        command.callback.__wrapped__(file=file)
        command.callback.__wrapped__(file=file)
        assert capsys.readouterr().out == f"{lines} written, 0 as they were\n0 written, {lines} as they were\n"


def test_wrong_lines_are_named_and_nothing_is_written(tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_text("code,counted_on,residents,source\n99,2020-11-01,10,a\n98,2020-11-01,-1,a\n")
    with pytest.raises(Problem):
        numbers.load_population.callback.__wrapped__(file=file)
    assert capsys.readouterr().out.startswith("line 3  list.region  ")
    assert not Population.objects.exists()
