"""spaCy ``DocBin``: entities as ``doc.ents``, every mark as a span of ``doc.spans`` with its layer as key.

What a span cannot carry (attributes, links) stands in ``doc.user_data["polyphonie"]``, keyed by ``Span.id_``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.write.exchange.annotated import AnnotatedDocument, ExchangeError
from pipeline.write.exchange.standoff import Link, Mark, Standoff, from_standoff, layer_of, to_standoff
from pipeline.write.exchange.tokens import spaced

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

KEYS = {
    "entity": "entities",
    "date": "dates",
    "quotation": "quotations",
    "act": "acts",
    "part": "parts",
    "turn": "turns",
}
_USER_DATA = "polyphonie"


def write_docbin(documents: list[AnnotatedDocument], path: Path, language: str = "fr") -> None:
    """Write documents into one ``.spacy`` file, which ``DocBin().from_disk`` reads and ``spacy train`` accepts."""
    from spacy.tokens import DocBin

    path.parent.mkdir(parents=True, exist_ok=True)
    vocab = _vocab(language)
    docs = [to_doc(annotated, vocab) for annotated in documents]
    DocBin(docs=docs, store_user_data=True).to_disk(path)


@cache
def _vocab(language: str) -> Vocab:
    import spacy

    return spacy.blank(language).vocab


def to_doc(annotated: AnnotatedDocument, vocab: Vocab) -> Doc:
    """Return a document as a spaCy Doc whose tokens begin and end where annotations do."""
    from spacy.tokens import SpanGroup
    from spacy.util import filter_spans

    standoff = to_standoff(annotated)
    doc = _tokens(standoff, vocab)
    groups: dict[str, list[Span]] = {key: [] for key in KEYS.values()}
    for mark in standoff.marks:
        span = doc.char_span(mark.start, mark.end, label=mark.label, span_id=mark.mark_id)
        assert span is not None, "tokens are cut at the marks"
        groups[KEYS[layer_of(mark.label) or "part"]].append(span)
    for key, spans in groups.items():
        doc.spans[key] = SpanGroup(doc, name=key, spans=spans)
    doc.set_ents(filter_spans(span for span in groups["entities"] if span.label_ != "ROLE"))
    doc.user_data[_USER_DATA] = {
        "doc": standoff.name,
        "attributes": {mark.mark_id: mark.attributes for mark in standoff.marks if mark.attributes},
        "links": [[link.label, link.source, link.target] for link in standoff.links],
    }
    return doc


def _tokens(standoff: Standoff, vocab: Vocab) -> Doc:
    from spacy.tokens import Doc

    text = standoff.text
    tokens = spaced(text, ((mark.start, mark.end) for mark in standoff.marks))
    return Doc(vocab, words=[text[start:end] for start, end, _ in tokens], spaces=[space for *_, space in tokens])


def read_docbin(path: Path, language: str = "fr") -> Iterator[AnnotatedDocument]:
    """Read a ``.spacy`` file; one that this module did not write gives the entities (``doc.ents``) and span groups.

    Raises
    ------
    ExchangeError
        If the file is no DocBin or a label is unknown.
    """
    from spacy.tokens import DocBin

    vocab = _vocab(language)
    try:
        docs = list(DocBin().from_disk(path).get_docs(vocab))
    except Exception as error:  # a damaged file fails anywhere inside zlib, msgpack or spaCy
        raise ExchangeError(f"{path}: is no spaCy DocBin: {error}") from None
    for number, doc in enumerate(docs):
        where = f"{path}: document {number}"
        try:
            yield from_standoff(_standoff(doc, f"{path.stem}-{number}"), where)
        except (TypeError, AttributeError) as error:
            raise ExchangeError(f"{where}: its user data are not Polyphonie's: {error}") from None


def _standoff(doc: Doc, name: str) -> Standoff:
    data: dict[str, Any] = doc.user_data.get(_USER_DATA, {})
    standoff = Standoff(str(data.get("doc", name)), doc.text)
    spans = [span for key in KEYS.values() if key in doc.spans for span in doc.spans[key]]
    if not any(key in doc.spans for key in KEYS.values()):
        spans = list(doc.ents)
    attributes = data.get("attributes", {})
    for index, span in enumerate(spans):
        mark_id = span.id_ or f"span-{index}"
        own = {str(key): str(value) for key, value in attributes.get(mark_id, {}).items()}
        standoff.marks.append(Mark(mark_id, span.label_, span.start_char, span.end_char, own))
    standoff.links = [Link(*link) for link in data.get("links", [])]
    return standoff
