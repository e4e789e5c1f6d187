"""For any text: the tables keep their promises, and what else is in the batch changes nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.batch.annotate import rows_of_all
from pipeline.read.documents import documents
from pipeline.schema.check import check
from pipeline.schema.models import Document
from pipeline.write.dataset import arrow_tables

FRAGMENTS = [
    "La ministre Lina Orvel a déclaré : « Nous démentons ces accusations. »",
    "«\u00a0C’est faux\u202f», répond l’e\u0301lu e\u0301cologiste.",
    "Q :",
    "R : Nous exigeons des excuses de la Tarvanie.",
    "Bruxelles, le 3 mars 2025",
    "depuis 2019",
    "[ Imprimer ]",
    "\r\n",
    "\n\n",
    "\t",
    "\x00",
    "\u200f",
    "\u202e",
    "\ufeff",
    "👩‍⚖️",
    "- ",
    "“",
    "Il accuse le maire d’avoir menti",
    "https://exemple.invalid/a?b=c",
]
PIECES = st.one_of(st.sampled_from(FRAGMENTS), st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20))
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map(" ".join).filter(str.strip)


def _read(texts: list[str]) -> list[Document]:
    records = [{"id": str(number), "text": text, "language": "fr"} for number, text in enumerate(texts)]
    return [item for item in documents(records) if isinstance(item, Document)]


def _plain(rows: list[dict[str, list[dict[str, Any]]]]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    return {one["documents"][0]["doc_id"]: one for one in rows}


@given(TEXTS)
@example("e\u0301\u0301\u0301 « \x00 » \u202f")
@example("\u200f«\u00a0Oui\u00a0»\u200f\r\n\r\n– Non.\r\n")
@example("% Il accuse le maire d’avoir menti")
@settings(max_examples=100)
def test_the_tables_of_any_text_are_sound(text: str) -> None:
    rows = rows_of_all(_read([text]))
    assert [row["message"] for row in rows[0]["errors"]] == []
    assert rows[0]["documents"][0]["text"] == text
    assert [problem.message() for problem in check(arrow_tables(rows))] == []


@given(st.lists(TEXTS, min_size=2, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_neither_batch_nor_order_matters(texts: list[str], chance: Any) -> None:
    alone = _plain(rows_of_all(_read(texts), together=False))
    found = _read(texts)
    chance.shuffle(found)
    assert _plain(rows_of_all(found)) == alone
