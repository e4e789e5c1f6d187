"""Attribute marked stretches: by a cue after, inside or before them, or within a report; the rest is for discourse."""

from __future__ import annotations

from pipeline.components.cover import Cover
from pipeline.components.quotations import forms, names
from pipeline.components.quotations.attribution import Attribution
from pipeline.components.quotations.clauses import Report
from pipeline.components.quotations.colons import before_colon
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.governors import governed_fragment
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.phrases import phrase_before
from pipeline.components.quotations.reporting_clauses import after_mark, inside_marks
from pipeline.components.quotations.sources import Source, source_of
from pipeline.components.quotations.subjects import subject
from pipeline.components.quotations.verb_groups import is_finite

QUOTED_VERB = 3  # words of a quoted verb and its adverbs


class Attributor:
    """Attribute the marked stretches of one document, in text order."""

    def __init__(self, ctx: Context, reports: list[Report]) -> None:
        self.ctx = ctx
        self._around = Cover((report.start, report.end, number) for number, report in enumerate(reports))
        self.reports = reports
        self.done: list[Attribution] = []
        self.by_close: dict[int, int] = {}

    def run(self) -> list[Attribution]:
        """Return one attribution per marked stretch; ``type`` None means that the marks hold no quotation."""
        for index, marked in enumerate(self.ctx.marks):
            self.done.append(self._attribute(index, marked) or Attribution(marked))
            self.by_close[self.ctx.token_from(marked.close)] = index
        return self.done

    def _attribute(self, index: int, marked: Marked) -> Attribution | None:
        ctx = self.ctx
        if marked.continues is not None:
            return self._continued(index, marked, marked.continues)
        if names.is_title(ctx, marked) and not self._clause_said(marked):
            return None
        if (source := self._quoted_verb(marked) or self._within_verb(marked)) is not None:
            return Attribution(marked, "mixed", None, source, "quote.verb")
        if names.introduced_as(ctx, marked) == "scare" and not forms.has_finite(ctx, marked):
            return Attribution(marked, "scare", rule_id="quote.distance")
        found = after_mark(ctx, marked) or inside_marks(ctx, marked)
        return found or (self._before(marked) if marked.opened else None)

    def _clause_said(self, marked: Marked) -> bool:
        return forms.is_clause(self.ctx, marked) and after_mark(self.ctx, marked) is not None

    def _before(self, marked: Marked) -> Attribution | None:
        """Attribute to what stands before the mark: a colon, the report around, a governing word."""
        last = self.done[-1] if self.done else None
        found = before_colon(self.ctx, marked, last)
        if found is not None:
            return found
        if self._told_inside(marked):
            return self._governed(marked) or self._within_report(marked)
        return self._within_report(marked) or self._governed(marked)

    def _governed(self, marked: Marked) -> Attribution | None:
        return governed_fragment(self.ctx, marked, self.done, self.by_close)

    def _told_inside(self, marked: Marked) -> bool:
        """Tell whether the word before a mark reports it, within another report: *assure qu'Anne Roy a dit « non »*."""
        ctx = self.ctx
        opening, _ = ctx.outer(marked)
        told = (cue for cue in ctx.cues_between(opening - QUOTED_VERB, opening) if cue.tail == opening)
        told = (cue for cue in told if cue.mood == "finite" and ctx.depth[cue.first] == marked.level - 1)
        sources = (subject(ctx, cue) for cue in told if cue.has("d"))
        people = (range(source.first, source.last) for source in sources if source is not None)
        return any(n in ctx.spans or ctx.is_a(n, "people") or ctx.is_a(n, "third") for at in people for n in at)

    def _quoted_verb(self, marked: Marked) -> Source | None:
        """Return the subject of a verb of speech whose words stand between marks: *a « condamné » ce texte*.

        Its subject stands before the mark: *Le conseil « regrette » ce choix*.
        """
        ctx = self.ctx
        first, last = ctx.token_from(marked.start), ctx.token_from(marked.end)
        readings = ctx.lexicon.verbs.get(ctx.low[first], ()) if first < last else ()
        if not marked.closed or not readings or last - first > QUOTED_VERB:
            return None
        before = ctx.outer(marked)[0] - 1
        if last - first == 1 and ctx.low[before] in ctx.lexicon.auxiliary["avoir"]:
            return subject(ctx, Cue(before, before, before, before + 1, "finite"))
        if before < 0 or not is_finite(ctx, first):
            return None
        found = phrase_before(ctx, before + 1, ctx.sentence(before)[0])
        if found is None or not any(n in ctx.spans or ctx.is_a(n, "people") for n in range(*found)):
            return None
        return source_of(ctx, *found, "subject")

    def _within_verb(self, marked: Marked) -> Source | None:
        """Return the subject of the verb of speech that marked words stand in: *a « fermement » démenti*."""
        ctx = self.ctx
        opening, after = ctx.outer(marked)
        before, cue = opening - 1, ctx.cues.get(after)
        if cue is None or cue.verb is None or ctx.low[before] not in ctx.lexicon.auxiliary["avoir"]:
            return None
        return subject(ctx, Cue(before, before, before, before + 1, "finite"))

    def _continued(self, index: int, marked: Marked, before: int) -> Attribution:
        """Attribute a further paragraph of a quotation: the speaker may be named in any of its paragraphs."""
        leader = self.done[before]
        found = after_mark(self.ctx, marked) or inside_marks(self.ctx, marked)
        if found is None or leader.source is not None:
            return Attribution(marked, "direct", None, leader.source, leader.rule_id, before)
        found.type = "direct"
        at: int | None = before
        while at is not None and self.done[at].source is None:
            item = self.done[at]
            at = item.leader
            item.type, item.rule_id, item.leader = "direct", found.rule_id, index
        return found

    def _within_report(self, marked: Marked) -> Attribution | None:
        """Attribute a fragment to the innermost report that holds it."""
        around = [self.reports[number] for number in sorted(self._around.over(marked.start, marked.end))]
        for report in sorted(around, key=lambda r: r.end - r.start):
            if self.ctx.depth[report.cue.first] == marked.level - 1:
                whole = report.start == marked.start and report.end == marked.end
                full = whole and report.rule_id != "indirect.infinitive" and forms.is_clause(self.ctx, marked)
                kind = "direct" if full else "mixed"
                return Attribution(marked, kind, report.cue, report.source, "quote.in-report", None, report)
        return None
