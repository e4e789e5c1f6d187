"""The nine tables, and those derived of them: one explicit pyarrow schema each, their keys and their references.

Offsets are int32 code points into ``documents.text``, half-open. Columns whose values are codes (see ``labels.toml``)
are dictionary-encoded, so that pandas reads them as categories.
"""

from __future__ import annotations

import pyarrow as pa

SCHEMA_VERSION = "1.1"

_CODE = pa.dictionary(pa.int32(), pa.string())
_KEY = pa.field("doc_id", pa.string(), nullable=False)


def _id(name: str) -> pa.Field:
    return pa.field(name, pa.string(), nullable=False)


def _span(prefix: str = "", *, nullable: bool = False) -> list[pa.Field]:
    """Return the fields of a span: where it starts and ends, and what it reads."""
    return [
        pa.field(f"{prefix}start", pa.int32(), nullable=nullable),
        pa.field(f"{prefix}end", pa.int32(), nullable=nullable),
        pa.field(f"{prefix}text", pa.string(), nullable=nullable),
    ]


def _offsets() -> list[pa.Field]:
    return _span()[:2]


def _codes(*names: str) -> list[pa.Field]:
    return [pa.field(name, _CODE) for name in names]


def _strings(*names: str) -> list[pa.Field]:
    return [pa.field(name, pa.string()) for name in names]


def _days(*names: str) -> list[pa.Field]:
    return [pa.field(name, pa.date32()) for name in names]


def _flags(*names: str) -> list[pa.Field]:
    return [pa.field(name, pa.bool_(), nullable=False) for name in names]


TABLES: dict[str, pa.Schema] = {
    "documents": pa.schema(
        [
            _KEY,
            *_strings("path", "sha256"),
            *_codes("language"),
            *_strings("title"),
            *_days("published"),
            *_codes("published_precision", "publisher"),
            *_strings("author", "author_entity_id"),
            *_codes("genre"),
            pa.field("n_chars", pa.int32(), nullable=False),
            pa.field("n_words", pa.int32(), nullable=False),
            pa.field("text", pa.large_string(), nullable=False),
            *_codes("encoding"),
            *_strings("parallel_of"),
        ]
    ),
    "segments": pa.schema(
        [
            _KEY,
            _id("segment_id"),
            *_codes("kind"),
            *_offsets(),
            *_strings("speaker_text", "speaker_name", "speaker_entity_id"),
            *_codes("language"),
        ]
    ),
    "sentences": pa.schema([_KEY, _id("sentence_id"), *_offsets(), *_strings("segment_id")]),
    "entities": pa.schema(
        [
            _KEY,
            _id("span_id"),
            *_span(),
            *_codes("label", "subtype"),
            *_strings("entity_id", "canonical", "name_fr", "name_en", "wikidata"),
            *_codes("country", "metonymy", "source", "rule_id"),
            *_strings("sentence_id"),
        ]
    ),
    "dates": pa.schema(
        [
            _KEY,
            _id("span_id"),
            *_span(),
            *_codes("timex_type"),
            *_strings("value"),
            *_codes("mod"),
            *_days("first_day", "last_day"),
            *_strings("anchor", "range_of"),
            *_codes("rule_id"),
            *_strings("sentence_id"),
        ]
    ),
    "quotations": pa.schema(
        [
            _KEY,
            _id("span_id"),
            *_span(),
            *_codes("type"),
            *_strings("group_id"),
            pa.field("level", pa.int32(), nullable=False),
            *_span("cue_", nullable=True),
            *_span("speaker_", nullable=True),
            *_strings("speaker_name", "speaker_entity_id"),
            *_codes("rule_id"),
            *_strings("sentence_id"),
        ]
    ),
    "acts": pa.schema(
        [
            _KEY,
            _id("act_id"),
            *_codes("tag", "subtype"),
            *_flags("satellite"),
            *_span(),
            *_span("cue_"),
            *_strings("actor", "target", "content"),
            *_codes("polarity", "status", "voice"),
            *_strings("source", "quotation_id"),
            *_flags("distanced"),
            *_strings("parent_id"),
            pa.field("strength", pa.int32(), nullable=False),
            *_codes("cameo", "plover_event", "plover_mode", "label_fr", "label_en", "gloss_fr", "gloss_en", "rule_id"),
            *_strings("evidence", "sentence_id"),
        ]
    ),
    "act_arguments": pa.schema(
        [
            _KEY,
            _id("act_id"),
            pa.field("role", _CODE, nullable=False),
            pa.field("position", pa.int32(), nullable=False),
            *_span(nullable=True),
            *_strings("name", "entity_id"),
            *_codes("resolution"),
        ]
    ),
    "errors": pa.schema([_KEY, *_strings("path"), *_codes("stage", "error"), *_strings("message")]),
}

DERIVED: dict[str, pa.Schema] = {
    "alignments": pa.schema(
        [
            _KEY,
            _id("doc_id_en"),
            *_codes("parallel"),
            pa.field("likeness", pa.float32()),
            pa.field("position", pa.int32(), nullable=False),
            *_codes("tag", "found"),
            *_strings("act_id", "act_id_en"),
            pa.field("score", pa.float32()),
            *_strings("differs"),
            *(
                pa.field(f"{name}{suffix}", pa.string())
                for name in ("cue_text", "actor", "target", "content", "sentence_id")
                for suffix in ("", "_en")
            ),
        ]
    ),
}
"""Tables that another command makes of a finished run: ``alignments`` (``polyphonie align``), a row per act of two
parallel documents, found in both, only in the French or only in the English one. Columns that end in ``_en`` are of the
English document, their counterparts of the French one."""

KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("doc_id",),
    "segments": ("doc_id", "segment_id"),
    "sentences": ("doc_id", "sentence_id"),
    "entities": ("doc_id", "span_id"),
    "dates": ("doc_id", "span_id"),
    "quotations": ("doc_id", "span_id"),
    "acts": ("doc_id", "act_id"),
    "act_arguments": ("doc_id", "act_id", "role", "position"),
    "alignments": ("doc_id", "position"),
}
"""What identifies a row; ``errors`` has no key: a document may fail in several ways."""

REFERENCES: tuple[tuple[str, str, str, str], ...] = (
    ("sentences", "segment_id", "segments", "segment_id"),
    ("entities", "sentence_id", "sentences", "sentence_id"),
    ("dates", "sentence_id", "sentences", "sentence_id"),
    ("dates", "range_of", "dates", "span_id"),
    ("quotations", "sentence_id", "sentences", "sentence_id"),
    ("quotations", "speaker_entity_id", "entities", "entity_id"),
    ("acts", "sentence_id", "sentences", "sentence_id"),
    ("acts", "quotation_id", "quotations", "span_id"),
    ("acts", "parent_id", "acts", "act_id"),
    ("act_arguments", "act_id", "acts", "act_id"),
    ("act_arguments", "entity_id", "entities", "entity_id"),
    ("segments", "speaker_entity_id", "entities", "entity_id"),
    ("documents", "author_entity_id", "entities", "entity_id"),
)
"""(table, column, table, column): within a document, each value of the first is a value of the second."""

SPANS: dict[str, tuple[str, ...]] = {
    "segments": ("",),
    "sentences": ("",),
    "entities": ("",),
    "dates": ("",),
    "quotations": ("", "cue_", "speaker_"),
    "acts": ("", "cue_"),
    "act_arguments": ("",),
}
"""The prefixes of the ``start``, ``end`` (and ``text``) columns of each table."""
