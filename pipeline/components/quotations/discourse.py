"""Attribute what no cue of its own sentence attributes: the speaker of the paragraph goes on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.components.quotations import forms
from pipeline.components.quotations.attribution import Attribution
from pipeline.components.quotations.clauses import Report
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.phrases import phrase_before, phrase_end
from pipeline.components.quotations.sources import Source, source_of
from pipeline.components.quotations.subjects import subject
from pipeline.components.quotations.verb_groups import is_finite

SENTENCES_BACK = 3


class Discourse:
    """Decide on the marked stretches that attribution left open."""

    def __init__(
        self, ctx: Context, found: list[Attribution], reports: list[Report], blocks: Sequence[tuple[int, int]]
    ) -> None:
        self.ctx = ctx
        self.found = found
        self._reports = sorted(reports, key=lambda report: report.start)
        self._reports_from = [report.start for report in self._reports]
        self.blocks = blocks
        self.block_starts = [start for start, _ in blocks]

    def run(self) -> None:
        """Set type, source and leader of the open attributions in place."""
        for index, item in enumerate(self.found):
            open_one = item.type is None and item.rule_id is None and item.marked.opened and item.marked.level == 1
            if open_one and not self._named(item):
                self._decide(index, item)
            elif (item.rule_id == "quote.label" and self._topical(item)) or self._unsaid(item):
                twin, _ = self._twin(index)
                if twin is not None:
                    item.leader, item.source, item.rule_id = twin, None, "quote.discourse"

    def _named(self, item: Attribution) -> bool:
        kind = forms.introduced_as(self.ctx, item.marked)
        return kind == "name" and forms.named(self.ctx, item.marked)

    def _unsaid(self, item: Attribution) -> bool:
        """Tell whether a colon leads to a quotation without a speaker, as in the headline of a topic."""
        return item.rule_id == "quote.colon" and item.source is None and item.cue is None

    def _topical(self, item: Attribution) -> bool:
        """Tell whether a label names a place, which may be the topic of a headline: *Ligne 4 : « Tout va fermer »*."""
        if item.source is None:
            return False
        tokens = range(item.source.first, item.source.last)
        named = [n for n in tokens if n in self.ctx.spans]
        return set(named) <= self.ctx.places and not any(self.ctx.is_a(n, "people") for n in tokens)

    def _decide(self, index: int, item: Attribution) -> None:
        ctx, marked = self.ctx, item.marked
        words = forms.words_in(ctx, marked)
        whole = ctx.text[marked.end - 1] in ".!?…"
        alone = forms.stands_alone(ctx, marked) and forms.ends_sentence(ctx, marked)
        if alone and (whole or forms.has_finite(ctx, marked) or words > forms.SCARE_WORDS):
            if not self._one_line_name(marked, words):
                item.type, item.rule_id = "direct", "quote.discourse"
                item.leader, item.source = self._speaker(index, item)
            return
        if forms.is_name(ctx, marked) or not marked.closed:
            return
        if words <= forms.SCARE_WORDS and not forms.has_finite(ctx, marked) and not self._voiced(index, marked):
            item.type, item.rule_id = "scare", "quote.distance"
            return
        item.type = "direct" if whole and words > forms.SCARE_WORDS else "mixed"
        item.rule_id = "quote.discourse"
        item.leader, item.source = self._speaker(index, item)

    def _voiced(self, index: int, marked: Marked) -> bool:
        """Tell whether the sentence reports somebody's words anyway: a verb of speech, a hedge, or another mark."""
        ctx = self.ctx
        floor, stop = ctx.sentence(ctx.outer(marked)[0])
        cues = [ctx.cues[n] for n in range(floor, stop) if n in ctx.cues and not ctx.depth[n]]
        telling = [c for c in cues if c.has("dqnc") and c.verb is not None and c.verb.risk != "high"]
        if self._hedged(marked) or any(cue.mood in {"finite", "gerund"} for cue in telling):
            return True
        near = self.found[max(0, index - 2) : index + 3]
        return any(
            other.type in {"direct", "mixed"} and floor <= ctx.token_at(other.marked.open) < stop for other in near
        )

    def _hedged(self, marked: Marked) -> bool:
        """Tell whether the verb before the mark is a press conditional: *auraient été « convoqués »*."""
        ctx = self.ctx
        opening, _ = ctx.outer(marked)
        return any(ctx.low[n] in ctx.lexicon.auxiliary["conditional"] for n in range(max(0, opening - 3), opening))

    def _one_line_name(self, marked: Marked, words: int) -> bool:
        start, end = self._block(marked.open)
        lonely = not self.ctx.text[start : marked.open].strip() and not self.ctx.text[marked.close : end].strip()
        return lonely and words <= forms.SCARE_WORDS and not forms.has_finite(self.ctx, marked)

    def _block(self, offset: int) -> tuple[int, int]:
        return self.blocks[max(0, bisect_right(self.block_starts, offset) - 1)]

    def _speaker(self, index: int, item: Attribution) -> tuple[int | None, Source | None]:
        """Return the leader (a marked stretch) or the source that the discourse gives a floating quotation."""
        marked = item.marked
        start, end = self._block(marked.open)
        named = self._inscribed(marked) or self._words_of(marked, end)
        if named is not None:
            item.rule_id = "quote.same-sentence"
            return None, named
        sentence = self.ctx.sentence(self.ctx.token_at(marked.open))[0]
        known = self._known(max(start, self.ctx.starts[sentence]), marked.open, index)
        if known != (None, None):
            item.rule_id = "quote.same-sentence" if known[1] is not None else item.rule_id
            return known
        tokens = range(*self.ctx.sentence(self.ctx.token_at(marked.open)))
        cues = [self.ctx.cues[n] for n in tokens if n in self.ctx.cues and not self.ctx.depth[n]]
        spoken = [cue for cue in cues if cue.has("dqn")]
        if spoken and (source := subject(self.ctx, spoken[0])) is not None and self._animate(source):
            item.rule_id = "quote.same-sentence"
            return None, source
        for _ in range(SENTENCES_BACK):
            if sentence <= 0 or self.ctx.starts[sentence - 1] < start:
                break
            floor = self.ctx.sentence(sentence - 1)[0]
            known = self._known(max(start, self.ctx.starts[floor]), self.ctx.starts[sentence], index)
            source = None if known[0] is not None or known[1] is not None else self._active(floor, sentence)
            if known != (None, None):
                return known
            if source is not None:
                return None, source
            sentence = floor
        return self._after(marked, end) or self._twin(index)

    def _inscribed(self, marked: Marked) -> Source | None:
        """Return what bears the words, right before the mark: *Ce panneau « … » couvre la vitrine*."""
        ctx = self.ctx
        opening, _ = ctx.outer(marked)
        for at in range(opening - 1, max(opening - 4, 0) - 1, -1):
            if ctx.is_a(at, "inscription"):
                found = phrase_before(ctx, opening, ctx.sentence(at)[0])
                return source_of(ctx, *found, "bearer") if found else None
        return None

    def _words_of(self, marked: Marked, end: int) -> Source | None:
        """Return whose words the next sentence says they are: *« … ». Ces propos sont ceux du préfet*."""
        ctx = self.ctx
        _, at = ctx.outer(marked)
        at += ctx.char(at) == "."
        floor, stop = ctx.sentence(at)
        if (
            at >= ctx.size
            or ctx.starts[at] >= end
            or not (ctx.is_a(floor + 1, "wording") and is_finite(ctx, floor + 2))
        ):
            return None
        first = floor + 3 + ctx.is_a(floor + 3, "third")
        if not ctx.is_a(first, "of"):
            return None
        last = phrase_end(ctx, first + 1, stop)
        return source_of(ctx, first + 1, last, "complement") if last else None

    def _known(self, start: int, end: int, index: int) -> tuple[int | None, Source | None]:
        """Return what the last quotation or report between two offsets says of the speaker."""
        best: tuple[int, int | None, Source | None] = (-1, None, None)
        for number in range(index - 1, -1, -1):
            other = self.found[number]
            if other.marked.close <= start:
                break
            sourced = other.source is not None or other.leader is not None
            if other.type in {"direct", "mixed"} and sourced and other.marked.close <= end and other.marked.level == 1:
                best = (other.marked.close, number, None)
                break
        first = bisect_left(self._reports_from, start)
        for report in self._reports[first : bisect_right(self._reports_from, end)]:
            if report.end <= end and report.end > best[0] and report.source is not None:
                best = (report.end, None, report.source)
        return best[1], best[2]

    def _active(self, floor: int, stop: int) -> Source | None:
        """Return the subject of a sentence if it is a person or an institution."""
        ctx = self.ctx
        for index in range(floor, stop):
            if not ctx.depth[index] and is_finite(ctx, index):
                source = subject(ctx, Cue(index, index, index, index + 1, "finite"))
                if ctx.is_a(index - 1 if source is None else source.first, "demonstrative"):
                    continue  # C'est par ces mots que le ministre a ouvert la séance
                return source if source is not None and self._animate(source) else None
        return None

    def _animate(self, source: Source) -> bool:
        ctx = self.ctx
        title = source.last + 1 + ctx.is_a(source.last + 1, "title")
        apposed = ctx.char(source.last) == "," and title in ctx.spans
        return (
            any(n in ctx.spans or ctx.is_a(n, "people") for n in range(source.first, source.last))
            or apposed
            or (ctx.is_a(source.first, "third") and not ctx.is_a(source.first, "indefinite"))
        ) and not ctx.is_a(source.first, "demonstrative")

    def _after(self, marked: Marked, end: int) -> tuple[int | None, Source | None] | None:
        """Return the speaker that the sentence after the quotation names, in the same paragraph."""
        token = self.ctx.token_from(marked.close)
        if token >= self.ctx.size or self.ctx.starts[token] >= end:
            return None
        floor, stop = self.ctx.sentence(token)
        source = self._active(max(floor, token), stop)
        return (None, source) if source else None

    def _twin(self, index: int) -> tuple[int | None, Source | None]:
        """Return the quotation of the text that a headline quotes from."""
        text = self.ctx.text
        own = self.found[index].marked
        words = text[own.start : own.end].rstrip(" .!?…\u00a0")
        for number, other in enumerate(self.found):
            same = number != index and other.type and other.source is not None
            if same and words in text[other.marked.start : other.marked.end]:
                return number, None
        return None, None
