import subprocess
from pathlib import Path

import pytest

from tools import affected

FILES = {
    "volunteercloud/domain/claims/actions/claiming.py": "",
    "volunteercloud/core/memory.py": "",
    "volunteercloud/web/templates/volunteer/my.html": "",
    "tests/domain/conftest.py": "",
    "tests/domain/claims/factories.py": "",
    "tests/domain/claims/test_claims.py": "from volunteercloud.core import ids\n",
    "tests/domain/bulk/test_lists.py": "from volunteercloud.domain.claims.actions import claiming\n",
    "tests/web/volunteer/test_my.py": "import volunteercloud.core.memory\n",
    "tests/core/test_memory.py": "from volunteercloud.core.memory import Remembered\n",
    "tests/core/test_ids.py": "from volunteercloud.core import ids\n",
    "tests/tools/test_affected.py": "",
}


@pytest.fixture
def checkout(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "volunteercloud/domain/claims/actions/claiming.py",
            ["tests/domain/bulk/test_lists.py", "tests/domain/claims"],
        ),
        ("volunteercloud/domain/claims/data/words.csv", ["tests/domain/claims"]),
        ("volunteercloud/core/memory.py", ["tests/core/test_memory.py", "tests/web/volunteer/test_my.py"]),
        ("volunteercloud/core/ids.py", ["tests/core/test_ids.py", "tests/domain/claims/test_claims.py"]),
        ("volunteercloud/web/templates/volunteer/my.html", ["tests/web/volunteer"]),
        ("volunteercloud/web/volunteer/my.py", ["tests/web/volunteer"]),
        ("volunteercloud/web/middleware.py", []),
        ("tests/domain/claims/test_claims.py", ["tests/domain/claims/test_claims.py"]),
        ("tests/domain/claims/factories.py", ["tests/domain/claims"]),
        ("tests/domain/conftest.py", []),
        ("tools/affected.py", ["tests/tools"]),
        ("docs/glossary.md", []),
        ("pyproject.toml", []),
    ],
)
def test_what_sees_a_change(checkout, path, expected):
    assert affected.files_for([Path(path)], checkout) == [Path(one) for one in expected]


def test_what_changed_is_told_by_git(checkout):
    def git(*arguments):
        who = ["-c", "user.name=a", "-c", "user.email=a@qinghe.example"]
        subprocess.run(["git", *who, *arguments], cwd=checkout, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "one")
    (checkout / "docs").mkdir()
    (checkout / "docs" / "词.md").write_text("")
    git("add", ".")
    git("commit", "-m", "two")
    assert affected.changed(checkout) == [Path("docs/词.md")]  # all are as in main: those of the last commit
    git("checkout", "-b", "mine")
    (checkout / "tests/core/test_ids.py").write_text("a = 1\n")
    git("commit", "-am", "three")
    (checkout / "volunteercloud/core/memory.py").write_text("a = 1\n")
    (checkout / "new.py").write_text("")
    assert affected.changed(checkout) == [
        Path("new.py"),
        Path("tests/core/test_ids.py"),
        Path("volunteercloud/core/memory.py"),
    ]


def test_outside_of_a_repository_nothing_is_known_to_have_changed(tmp_path):
    assert affected.changed(tmp_path) == []
