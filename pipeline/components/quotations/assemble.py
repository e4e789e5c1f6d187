"""Turn attributions and reports into the quotations of the document: groups, levels, cues, speaker phrases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from spacy.symbols import CCONJ

from pipeline.components.quotations.attribution import Attribution
from pipeline.components.quotations.clauses import Report
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.sources import CONTINUED, Source
from pipeline.schema.models import Quotation

ANCHORS = "polyphonie_speaker_anchors"


@dataclass(slots=True)
class _Row:
    start: int
    end: int
    type: str
    level: int
    rule_id: str | None
    cue: Cue | None
    source: Source | None
    key: object
    follows: bool = False


def assemble(ctx: Context, found: list[Attribution], reports: list[Report]) -> list[Quotation]:
    """Return the quotations in text order.

    The phrase that anchors the speaker of a quotation without a speaker phrase of its own (same group, discourse) is
    kept in ``doc.user_data[ANCHORS]``: quotation id to (start, end, relation).
    """
    rows = [_report_row(ctx, report) for report in reports if not _only_marks(ctx, report)]
    rows += [row for index in range(len(found)) if (row := _marked_row(ctx, found, index)) is not None]
    rows.sort(key=lambda row: (row.start, -row.end))
    sizes = Counter(id(row.key) for row in rows)
    groups: dict[int, str] = {}
    told: set[int] = set()
    anchors: dict[str, tuple[int, int, str]] = {}
    quotations: list[Quotation] = []
    for number, row in enumerate(rows, start=1):
        key = id(row.key)
        group = groups.setdefault(key, f"g{len(groups) + 1}") if sizes[key] > 1 else None
        first = not row.follows and (key not in told or row.type == "mixed")
        if not row.follows:
            told.add(key)
        quotation = _quotation(ctx, f"q{number}", row, group, first)
        if row.source is not None:
            anchors[quotation.span_id] = (row.source.start, row.source.end, row.source.relation)
        quotations.append(quotation)
    ctx.doc.user_data[ANCHORS] = anchors
    return quotations


def _only_marks(ctx: Context, report: Report) -> bool:
    """Tell whether nothing of a report lies outside of marks but what joins them: then it is no indirect report.

    *Le maire a dit que « … » et que « … »*.
    """
    start, end, level = report.start, report.end, ctx.depth[report.cue.first]
    inside = range(ctx.token_from(start), ctx.token_from(end))
    return len(inside) > 0 and all(
        ctx.depth[n] > level or ctx.blank(n) or ctx.pos[n] == CCONJ or ctx.is_a(n, "que") for n in inside
    )


def _report_row(ctx: Context, report: Report) -> _Row:
    level = 1 + ctx.depth[report.cue.first]
    return _Row(
        report.start, report.end, "indirect", level, report.rule_id, report.cue, report.source, report.leader or report
    )


def _marked_row(ctx: Context, found: list[Attribution], index: int) -> _Row | None:
    item = found[index]
    marked = item.marked
    if item.type is None or (marked.level > 1 and not _own_speaker(ctx, item)):
        return None
    leader = index
    seen: set[int] = set()
    while (following := found[leader].leader) is not None and leader not in seen:
        seen.add(leader)
        leader = following
    head = found[leader]
    source = item.source or head.source
    follows = item.rule_id == "quote.discourse" or leader != index
    around = item.report or head.report
    key: object = (around.leader or around) if around else head
    return _Row(marked.start, marked.end, item.type, marked.level, item.rule_id, item.cue, source, key, follows)


def _own_speaker(ctx: Context, item: Attribution) -> bool:
    """Tell whether a quotation inside another has a speaker of its own, named and not the outer one."""
    source = item.source
    if item.type == "scare" or item.cue is None or source is None:
        return False
    tokens = range(source.first, source.last)
    speaks = any(n in ctx.spans or any(ctx.is_a(n, kind) for kind in ("people", "third", "second")) for n in tokens)
    anybody = ctx.is_a(source.first, "indefinite") and item.rule_id != "quote.colon-verb"
    return speaks and not anybody and not ctx.is_a(source.first, "first")


def _quotation(ctx: Context, span_id: str, row: _Row, group: str | None, first: bool) -> Quotation:
    quotation = Quotation(span_id, row.start, row.end, ctx.text[row.start : row.end], row.type, group, row.level)
    quotation.rule_id = row.rule_id
    if row.cue is not None:
        quotation.distanced = row.cue.distanced or row.cue.mood == "preposition"
    if row.type == "indirect" and not quotation.distanced:
        tokens = range(ctx.token_from(row.start), ctx.token_from(row.end))
        quotation.distanced = any(ctx.low[n] in ctx.lexicon.auxiliary["conditional"] for n in tokens)
    if first and row.cue is not None:
        quotation.cue_start, quotation.cue_end = ctx.starts[row.cue.first], ctx.ends[row.cue.last]
        quotation.cue_text = ctx.text[quotation.cue_start : quotation.cue_end]
    if first and row.source is not None and row.source.relation != CONTINUED:
        start, end = _bare(ctx.text, row.source.start, row.source.end)
        if start < end:
            quotation.speaker_start, quotation.speaker_end = start, end
            quotation.speaker_text = ctx.text[start:end]
    return quotation


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return an interval without white space at its edges; a tree over odd tokens may begin with some."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
