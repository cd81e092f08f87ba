"""What the index keeps of a document: its words by weight, and everything that it is found by."""

from collections.abc import Iterable, Sequence

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.regions import queries as region_queries

from . import marks, synonyms, words
from .models import Document
from .stemming import stems

WEIGHTS = "ABCD"  # of title; of what one does and with whom; of where and for whom; of the rest
LANGUAGES = ("zh-hans", "en")


def fill(documents: Sequence[Document]) -> None:
    """Write ``words`` and ``terms`` into documents that are about to be kept."""
    synonyms.learn()
    regions = _regions(documents)
    weighted = [_weighted(document, regions) for document in documents]
    stem = stems({word for found in weighted for word in words.foreign(found)})
    for document, found in zip(documents, weighted, strict=True):
        heaviest = _heaviest((stem.get(word, word), weight) for word, weight in found.items())
        document.words = " ".join(f"{quoted(word)}:1{weight}" for word, weight in sorted(heaviest.items()))
        document.terms = " ".join(quoted(term) for term in sorted(heaviest.keys() | _terms(document)))


def foreign(documents: Sequence[Document]) -> set[str]:
    """The words of documents that are not Chinese, as they stand in the texts."""
    regions = _regions(documents)
    texts = (text for document in documents for group in _texts(document, regions) for text in group)
    return {word for text in texts for word in words.foreign(words.runs(words.folded(text)))}


def time(document: Document) -> None:
    """Say on which days of the week and in which parts of the day it is, where nobody said so."""
    if document.starts_at and document.ends_at:
        document.weekdays = document.weekdays or marks.weekdays(document.starts_at, document.ends_at)
        document.parts_of_day = document.parts_of_day or marks.parts_of_day(document.starts_at, document.ends_at)


def quoted(term: str) -> str:
    """A term as texts of `tsvector` and `tsquery` have it."""
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _weighted(document: Document, regions: Sequence[dict[str, str]]) -> dict[str, str]:
    """The words of a document, each with its heaviest weight."""
    return _heaviest(
        (word, weight)
        for weight, group in zip(WEIGHTS, _texts(document, regions), strict=True)
        for text in group
        for word in words.words(text)
    )


def _texts(document: Document, regions: Sequence[dict[str, str]]) -> Sequence[Sequence[str]]:
    """What a document says, by weight."""
    return (
        (document.title, document.title_en),
        (
            *(document.post, document.post_en, document.owner_name, document.owner_name_en, document.number),
            *_labels(CodeList.CATEGORY, [document.category]),
        ),
        (
            *(document.place, document.place_en),
            *(names[document.region_code] for names in regions if document.region_code),
            *_labels(CodeList.BENEFICIARY, document.beneficiaries),
            *_labels(CodeList.SKILL, document.skills),
            *_labels(CodeList.LANGUAGE, document.languages),
        ),
        (document.summary, document.summary_en, document.qualification),
    )


def _regions(documents: Sequence[Document]) -> list[dict[str, str]]:
    """The names of their regions in each language, by code."""
    codes = {document.region_code for document in documents}
    return [region_queries.full_names(codes, language) for language in LANGUAGES]


def _heaviest(weighted: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, weight in weighted:
        if word:
            found[word] = min(weight, found.get(word, weight))
    return found


def _terms(document: Document) -> set[str]:
    """What is no word: signs in pairs, pinyin and initials of the names, marks."""
    texts = (document.title, document.post, document.owner_name, document.place, document.summary)
    found = {pair for text in texts for pair in words.pairs(text)}
    found |= {sound for name in (document.title, document.owner_name, document.place) for sound in words.sounds(name)}
    return found | marks.of(document)


def _labels(name: CodeList, codes: Iterable[str]) -> list[str]:
    return [code_queries.label(name, code, language) for code in codes if code for language in LANGUAGES]
