import pytest
from django.conf import settings

from volunteercloud.cli.bench import log

pytestmark = pytest.mark.django_db


def test_the_benchmark_of_the_log_measures(at, log_files):
    found = log.measure(log.Size(leaves=600, together=300, tree=70_000, proofs=5), at)
    assert [figure.name for figure in found] == [
        "log, leaves appended and published",
        "log, an action’s own work for a leaf",
        "log, merge delay of a full batch",
        "log, inclusion proof among 70,000 leaves",
        "log, inclusion proof among 70,000 leaves, slowest of a hundred",
    ]
    assert all(figure.value > 0 for figure in found)
    assert log_files == settings.LOG_FILES
    assert list(settings.DATA.glob("bench-log-*")) == []
