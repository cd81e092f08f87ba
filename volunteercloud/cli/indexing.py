"""Building the index of everything that is open to the public anew, from what the areas hold."""

from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.domain.activities.actions import listing as shifts
from volunteercloud.domain.elsewhere import showing as elsewhere
from volunteercloud.domain.needs import listing as needs
from volunteercloud.domain.organizations import showing as organizations
from volunteercloud.domain.projects import showing as projects
from volunteercloud.domain.search import following, index
from volunteercloud.domain.search.models import Document, Kind, State

SOURCES = {
    Kind.ORGANIZATION: organizations.documents,
    Kind.PROJECT: projects.documents,
    Kind.SHIFT: shifts.documents,
    Kind.NEED: needs.documents,
    Kind.ELSEWHERE: elsewhere.documents,
}
NAMES = {
    Kind.ORGANIZATION: "organizations",
    Kind.PROJECT: "projects",
    Kind.SHIFT: "shifts",
    Kind.NEED: "needs",
    Kind.ELSEWHERE: "opportunities elsewhere",
}
AT_ONCE = 500


def build() -> None:
    """Nothing stands still meanwhile: each batch is a transaction of its own."""
    for kind, source in SOURCES.items():
        with progress.step(f"Index: {NAMES[kind]}") as step:
            at = timezone.now()
            # Those that stood there before: what is published meanwhile is not taken back.
            gone = set(Document.objects.filter(kind=kind, state=State.OPEN).values_list("id", flat=True))
            seen = 0
            for documents in _batches(source(at)):
                with transaction.atomic():
                    index.put(documents, at, is_forced=True)
                gone.difference_update(document.id for document in documents)
                seen += len(documents)
                step(seen)
            with transaction.atomic():
                index.withdraw(gone, at)
            step.result = f"{seen:,} documents, {len(gone):,} taken back"
    following.keep_synonyms()


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(islice(documents, AT_ONCE)):
        yield batch
