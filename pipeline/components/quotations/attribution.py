"""Attribute marked stretches: by a cue after, inside or before them, within a report, or by discourse."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from spacy.symbols import ADJ, ADP, ADV, CCONJ, DET, NOUN, NUM, PROPN, PUNCT, SPACE

from pipeline.components.quotations import forms
from pipeline.components.quotations.clauses import Report
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue, is_finite
from pipeline.components.quotations.marks import EDGE, Marked
from pipeline.components.quotations.phrases import phrase_end
from pipeline.components.quotations.sources import Source, complement, governed, inverted, source_of, subject

LEFT_REACH = 14
COLON_REACH = 45
AFTER_MARK = ",.!?…–—-)»”\"'’"


@dataclass(slots=True)
class Attribution:
    """The type of a marked stretch, and the cue, source and rule that attribute it.

    ``leader`` is the index of the marked stretch whose attribution it shares; ``report`` the report around it.
    """

    marked: Marked
    type: str | None = None
    cue: Cue | None = None
    source: Source | None = None
    rule_id: str | None = None
    leader: int | None = None
    report: Report | None = None


class Attributor:
    """Attribute the marked stretches of one document, in text order."""

    def __init__(self, ctx: Context, cues: list[Cue], reports: list[Report]) -> None:
        self.ctx = ctx
        self.cues = cues
        self.firsts = [cue.first for cue in cues]
        self.reports = reports
        self.done: list[Attribution] = []
        self.by_close: dict[int, int] = {}
        self.continued = {id(ctx.marks[m.continues]) for m in ctx.marks if m.continues is not None}

    def run(self) -> list[Attribution]:
        """Return one attribution per marked stretch; ``type`` None means that the marks hold no quotation."""
        for index, marked in enumerate(self.ctx.marks):
            self.done.append(self._attribute(index, marked))
            self.by_close[self.ctx.token_from(marked.close)] = index
        return self.done

    def _attribute(self, index: int, marked: Marked) -> Attribution:
        ctx = self.ctx
        if marked.continues is not None:
            return self._continued(index, marked, marked.continues)
        kind = forms.introduced_as(ctx, marked)
        if kind == "name" and forms.named(ctx, marked) and not (forms.is_clause(ctx, marked) and self._right(marked)):
            return Attribution(marked)
        if kind == "scare" and not forms.has_finite(ctx, marked):
            return Attribution(marked, "scare", rule_id="quote.distance")
        found = self._right(marked) or self._inside(marked)
        if found is None and not marked.opened:
            return Attribution(marked)
        if found is None:
            found = self._colon(marked) or self._within_report(marked) or self._left(marked)
        if found is not None:
            return found
        return Attribution(marked)  # left to discourse

    def _continued(self, index: int, marked: Marked, before: int) -> Attribution:
        """Attribute a further paragraph of a quotation: the speaker may be named in any of its paragraphs."""
        leader = self.done[before]
        found = self._right(marked) or self._inside(marked)
        if found is None or leader.source is not None:
            return Attribution(marked, "direct", None, leader.source, leader.rule_id, before)
        found.type = "direct"
        at: int | None = before
        while at is not None and self.done[at].source is None:
            item = self.done[at]
            at = item.leader
            item.type, item.rule_id, item.leader = "direct", found.rule_id, index
        return found

    def _cues_between(self, first: int, stop: int) -> list[Cue]:
        return self.cues[bisect_left(self.firsts, first) : bisect_left(self.firsts, stop)]

    def _typed(self, marked: Marked, otherwise: str = "mixed") -> str:
        return "direct" if forms.stands_alone(self.ctx, marked) else otherwise

    def _right(self, marked: Marked) -> Attribution | None:
        """Attribute to an incise or source right after the closing mark."""
        ctx = self.ctx
        _, at = ctx.outer(marked)
        if not marked.closed:
            return None
        start = at
        while at < ctx.size and at - start < 3 and (ctx.pos[at] == SPACE or ctx.char(at) in AFTER_MARK):
            if "\n" in ctx.surface(at) or (ctx.char(at) == "." and ctx.pos[at] == PUNCT):
                return None
            at += 1
        while at < ctx.size and at - start < 6 and ctx.pos[at] == ADV and not ctx.is_a(at, "negator"):
            at += 1
        at = self._over_tail(marked, at)
        for cue in self._cues_between(at, at + 10):
            here = cue.group <= at and ctx.depth[cue.first] == marked.level - 1
            if not here and not self._carried(at, cue):
                continue
            if cue.mood == "preposition" and not cue.clausal:
                source = governed(ctx, cue)
                if source is not None:
                    return Attribution(marked, self._typed(marked), cue, source, "quote.source-after")
            speaks = cue.has("dq") or (cue.verb is not None and cue.clitic is not None)
            if speaks and cue.mood in {"finite", "infinitive"}:
                source = inverted(ctx, cue)
                if source is not None and not cue.negated and not self._object_only(cue, source):
                    return Attribution(marked, self._typed(marked), cue, source, "quote.incise-after")
            if cue.verb is not None and cue.mood == "finite" and ctx.is_a(cue.group - 1, "relative"):
                return None
        return None

    def _over_tail(self, marked: Marked, at: int) -> int:
        """Return the token after the comma where an unmarked tail of the quotation ends, if an incise follows."""
        ctx = self.ctx
        if ctx.char(at - 1) == ",":
            return at
        for comma in range(at, min(at + forms.LONGEST_TAIL, ctx.size)):
            if ctx.char(comma) == ",":
                incises = any(cue.group == comma + 1 for cue in self._cues_between(comma + 1, comma + 6))
                return comma + 1 if incises and forms.spills(ctx, marked, comma) else at
        return at

    def _carried(self, at: int, cue: Cue) -> bool:
        """Tell whether a modal with an inverted pronoun carries the cue: *peut-on lire*."""
        ctx = self.ctx
        return (
            cue.mood == "infinitive"
            and cue.first - at <= 4
            and any(ctx.is_a(n, "inverted") for n in range(at, cue.first))
        )

    def _object_only(self, cue: Cue, source: Source) -> bool:
        """Refuse a verb that goes on with another clause, its object after it and no name: *« A », annonce la fin*."""
        return cue.clitic is None and cue.has("n") and not cue.has("dq") and source.relation == "inverted"

    def _inside(self, marked: Marked) -> Attribution | None:
        """Attribute to an incise between the marks: *« Nous partirons, a-t-il dit, demain »*."""
        ctx = self.ctx
        first, last = ctx.token_from(marked.start), ctx.token_from(marked.end)
        for cue in self._cues_between(first, last):
            if cue.verb is None or not cue.has("dq") or cue.mood != "finite" or ctx.depth[cue.first] != marked.level:
                continue
            before = cue.group - 1
            if before <= first or ctx.char(before) not in ",–—(":
                continue
            if cue.clitic is not None:
                outside = not (ctx.is_a(cue.clitic, "second") or ctx.is_a(cue.clitic, "first"))
                source = inverted(ctx, cue) if outside else None
            else:
                source = inverted(ctx, cue)
                if source is not None and not self._incise_closes(source, last):
                    source = None
            if source is not None and source.first < last:
                self._cut_unclosed(marked, source, cue)
                return Attribution(marked, self._typed(marked), cue, source, "quote.incise-inside")
        return None

    def _incise_closes(self, source: Source, last: int) -> bool:
        ctx = self.ctx
        named = any(ctx.spans.get(n, 0) for n in range(source.first, source.last))
        return source.last >= last or (ctx.char(source.last) in ",.;!?…–—(" and (named or ctx.pos[source.first] == DET))

    def _cut_unclosed(self, marked: Marked, source: Source, cue: Cue) -> None:
        """End an unclosed quotation with the sentence of its incise."""
        ctx = self.ctx
        if marked.closed or marked.continues is not None or id(marked) in self.continued:
            return
        for index in range(max(source.last, cue.tail), ctx.token_from(marked.end)):
            if ctx.char(index) in ".!?…" and ctx.pos[index] == PUNCT:
                marked.end = marked.close = ctx.ends[index]
                return

    def _colon(self, marked: Marked) -> Attribution | None:
        """Attribute to what stands before a colon: a verb or noun of speech, a label, the subject of the sentence."""
        ctx = self.ctx
        if ctx.text[max(0, marked.open - 4) : marked.open].rstrip(EDGE)[-1:] != ":":
            return None
        colon = ctx.outer(marked)[0] - 1
        while colon > 0 and ctx.char(colon) != ":":
            colon -= 1
        floor = max(ctx.sentence(colon)[0], colon - COLON_REACH)
        floor = max([floor, *(n + 1 for n in range(floor, colon) if "\n" in ctx.surface(n))])
        found = self._colon_cue(marked, floor, colon)
        if found is not None:
            return found
        while colon - 1 > floor and ctx.pos[colon - 1] == SPACE:
            colon -= 1
        end = phrase_end(ctx, floor, colon)
        if end is not None and (end == colon or ctx.char(end) in ",("):
            return Attribution(marked, "direct", None, source_of(ctx, floor, end, "label"), "quote.label")
        if forms.is_name(ctx, marked):
            return None
        return Attribution(marked, "direct", None, self._main_subject(floor, colon), "quote.colon")

    def _colon_cue(self, marked: Marked, floor: int, colon: int) -> Attribution | None:
        """Attribute to the last verb of speech before a colon, else to a noun or a source."""
        ctx = self.ctx
        candidates = [c for c in self._cues_between(floor, colon) if ctx.depth[c.first] == marked.level - 1]
        verbs = [c for c in candidates if c.has("dqn") and not c.negated]
        for cue in reversed(verbs):
            if cue.mood in {"finite", "gerund"} or (cue.mood == "infinitive" and ctx.is_a(cue.group - 1, "of")):
                follows = cue.clitic is None and ctx.is_a(cue.group - 1, "que")
                source = (inverted(ctx, cue) if follows else None) or subject(ctx, cue)
                if source is not None and ctx.is_a(source.first, "first") and cue is not verbs[0]:
                    continue  # répond, je cite :
                return Attribution(marked, "direct", cue, source, "quote.colon-verb")
        for cue in reversed(candidates):
            if cue.mood == "noun":
                source = complement(ctx, cue) or self._main_subject(floor, colon)
                return Attribution(marked, "direct", cue, source, "quote.colon-noun")
            if cue.mood == "preposition" and not cue.clausal:
                return Attribution(marked, "direct", cue, governed(ctx, cue), "quote.colon-source")
        return None

    def _main_subject(self, floor: int, stop: int) -> Source | None:
        """Return the subject of the first finite verb of a sentence."""
        ctx = self.ctx
        for index in range(floor, stop):
            if not ctx.depth[index] and is_finite(ctx, index):
                probe = Cue(index, index, index, index + 1, "finite")
                return subject(ctx, probe)
        return None

    def _within_report(self, marked: Marked) -> Attribution | None:
        """Attribute a fragment to the report that holds it."""
        for report in self.reports:
            if report.start <= marked.start and marked.end <= report.end:
                if self.ctx.depth[report.cue.first] != marked.level - 1:
                    continue
                whole = report.start == marked.start and report.end == marked.end
                full = whole and report.rule_id != "indirect.infinitive" and forms.is_clause(self.ctx, marked)
                kind = "direct" if full else "mixed"
                return Attribution(marked, kind, report.cue, report.source, "quote.in-report", None, report)
        return None

    def _left(self, marked: Marked) -> Attribution | None:
        """Attribute a fragment to the cue that governs it in its sentence."""
        ctx = self.ctx
        opening, _ = ctx.outer(marked)
        floor = ctx.sentence(opening)[0]
        if opening == floor:
            return None
        by_last = {cue.last: cue for cue in self._cues_between(max(floor, opening - 60), opening)}
        at, steps, comma = self._before_aside(opening, floor), 0, False
        governed_by = False
        while at >= floor and steps < LEFT_REACH:
            if at + 1 in self.by_close and ctx.depth[at] == marked.level - 1 and at + 1 != opening + 1:
                other = self.by_close[at + 1]
                if self.done[other].type and steps <= 5 and self._linked(at + 1, opening):
                    same = self.done[other]
                    kind = "scare" if same.type == "scare" else "mixed"
                    return Attribution(marked, kind, None, same.source, same.rule_id, other, same.report)
                at = ctx.token_at(self.done[other].marked.open) - 1
                steps += 1
                continue
            cue = by_last.get(at)
            if cue is not None and ctx.depth[at] == marked.level - 1:
                found = self._governs(cue, marked, comma, floor)
                if found is not None:
                    return found
            if ctx.pos[at] == ADP and not governed_by:
                governed_by = True
                comma = comma or not (ctx.is_a(at, "of") or ctx.is_a(at, "as"))
            if ctx.char(at) == "," and ctx.pos[at] == PUNCT:
                comma = True
            elif ctx.char(at) in ";:.!?" and ctx.pos[at] == PUNCT:
                break
            elif is_finite(ctx, at) and cue is None and ctx.low[at] not in ctx.lexicon.auxiliary["avoir"]:
                comma = True
            at, steps = at - 1, steps + 1
        return self._after_incise(marked, floor, opening)

    def _before_aside(self, opening: int, floor: int) -> int:
        """Return the token before an aside in commas that separates the verb from the mark."""
        ctx = self.ctx
        at = opening - 1
        if ctx.char(at) != ",":
            return at
        for back in range(at - 1, max(floor, at - 12), -1):
            if is_finite(ctx, back):
                return at
            if ctx.char(back) == "," and ctx.pos[back + 1] in {ADP, ADV}:
                return back - 1
        return at

    def _linked(self, first: int, stop: int) -> bool:
        """Tell whether only a coordination and a determiner stand between two marked stretches."""
        ctx = self.ctx
        return all(
            ctx.pos[n] in {CCONJ, DET, ADP, ADV, SPACE} or ctx.char(n) == "," or ctx.is_a(n, "coordination")
            for n in range(first, stop)
        )

    def _governs(self, cue: Cue, marked: Marked, comma: bool, floor: int) -> Attribution | None:
        ctx = self.ctx
        if cue.mood == "preposition":
            source = governed(ctx, cue)
            if source is None or cue.clausal:
                return None
            kind = "direct" if forms.is_clause(ctx, marked) else "mixed"
            return Attribution(marked, kind, cue, source, "quote.source-before")
        if cue.verb is None or comma:
            return None
        direct = cue.has("dq") and forms.is_clause(ctx, marked) and self._adjacent(cue, marked)
        if not cue.has("dqnci"):
            return None
        whole = marked.closed and ctx.text[marked.end - 1] in "!?." and forms.words_in(ctx, marked) > forms.SCARE_WORDS
        kind = "direct" if direct or (whole and cue.has("dq")) else "mixed"
        return Attribution(marked, kind, cue, subject(ctx, cue), "quote.object")

    def _adjacent(self, cue: Cue, marked: Marked) -> bool:
        opening, _ = self.ctx.outer(marked)
        return opening - cue.tail <= 1

    def _after_incise(self, marked: Marked, floor: int, opening: int) -> Attribution | None:
        """Attribute a fragment after an incise of its sentence: *…, dit le maire, « sans moteur »*."""
        ctx = self.ctx
        for cue in reversed(self._cues_between(max(floor, opening - 30), opening)):
            if (
                cue.verb is None
                or ctx.depth[cue.first] != marked.level - 1
                or not cue.has("dq")
                or cue.mood != "finite"
            ):
                continue
            if cue.group > floor and ctx.char(cue.group - 1) in ',–—»”"':
                source = inverted(ctx, cue)
                gap = source.last if source else 0
                if (
                    source
                    and gap <= opening
                    and all(
                        ctx.pos[n] in {ADV, ADP, ADJ, DET, NOUN, NUM, PROPN, PUNCT, SPACE, CCONJ}
                        for n in range(gap, opening)
                    )
                ):
                    leader = next((n for n, item in enumerate(self.done) if item.cue is cue), None)
                    return Attribution(marked, "mixed", cue, source, "quote.after-incise", leader)
        return None
