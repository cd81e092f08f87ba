import re
from pathlib import Path

import volunteercloud.domain
from volunteercloud.web.office import sentences

DOMAIN = Path(volunteercloud.domain.__file__).parent
NAME = re.compile(rf'"((?:{"|".join(sentences.AREAS)})\.[a-z_]+)"')
# The same shape, other things: codes of refusals, names of tasks, kinds of alarms.
CODE = re.compile(r'(?:Refused|NotAllowed|raise \w+|_refus\w+)\(\s*"([a-z_.]+)"')
TASK = re.compile(r'(?:name=|configure_task\(\s*)"([a-z_.]+)"')
ALARM = re.compile(r'^[A-Z_]+ = "([a-z_.]+)"', re.MULTILINE)


def names_left_in_the_trail():
    """Names of entries, found in the source: what has their shape in an area's actions and is nothing else."""
    for path in [*DOMAIN.glob("*/actions.py"), *DOMAIN.glob("*/actions/*.py")]:
        text = path.read_text()
        yield from (
            set(NAME.findall(text)) - set(CODE.findall(text)) - set(TASK.findall(text)) - set(ALARM.findall(text))
        )


def test_every_entry_has_a_sentence():
    worded = {name.split(":")[0] for name in sentences.SENTENCES}
    assert set(names_left_in_the_trail()) - worded == set()


def test_every_sentence_has_an_entry():
    """An entry may be written beside the actions, and be called like a refusal."""
    named = {name for path in DOMAIN.glob("*/**/*.py") for name in NAME.findall(path.read_text())}
    worded = {name.split(":")[0] for name in sentences.SENTENCES}
    assert worded - named == set()
