"""Attribute what no cue of its own sentence attributes: the speaker of the paragraph goes on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from pipeline.components.quotations import forms, names
from pipeline.components.quotations.attribution import Attribution
from pipeline.components.quotations.clauses import Report
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.labels import from_benches, named_in_heading
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.phrases import phrase_before, phrase_end
from pipeline.components.quotations.signs import EDGE
from pipeline.components.quotations.sources import Source, source_of
from pipeline.components.quotations.subjects import subject
from pipeline.components.quotations.verb_groups import is_finite

SENTENCES_BACK = 3
LONGEST_HEADING = 140
TWINS = 40  # times the same words are marked, at most


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
        self._same: dict[str, list[int]] = defaultdict(list)
        for number, item in enumerate(found):
            self._same[self._words(item.marked)].append(number)

    def run(self) -> None:
        """Set type, source and leader of the open attributions in place."""
        for index, item in enumerate(self.found):
            open_one = item.type is None and item.rule_id is None and item.marked.opened and item.marked.level == 1
            if (
                open_one
                and (heading := named_in_heading(self.ctx, item.marked, self._block(item.marked.open))) is not None
            ):
                item.type, item.source, item.rule_id = "mixed", heading, "quote.label"
            elif open_one and not names.is_title(self.ctx, item.marked):
                self._decide(index, item)
            elif (item.rule_id == "quote.label" and self._topical(item)) or self._unsaid(item):
                twin, _ = self._twin(index)
                if twin is not None:
                    item.leader, item.source, item.rule_id = twin, None, "quote.discourse"

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
        short = words <= forms.SCARE_WORDS and not forms.has_finite(ctx, marked)
        whole = ctx.text[marked.end - 1] in ".!?…"
        alone = forms.stands_alone(ctx, marked) and (forms.ends_sentence(ctx, marked) or self._announces(marked))
        if alone and (whole or not short):
            self._attributed(index, item, "direct")
        elif alone and self._fills_block(marked):
            twin, _ = self._twin(index)
            if twin is not None:
                item.type, item.rule_id, item.leader = "direct", "quote.discourse", twin
        elif (names.is_name(ctx, marked) and not self._shouted(marked)) or not marked.closed:
            return
        elif short and not self._voiced(index, marked):
            self._unvoiced(index, item)
        else:
            clause = forms.stands_alone(ctx, marked) and forms.is_clause(ctx, marked)
            self._attributed(index, item, "direct" if clause or (whole and words > forms.SCARE_WORDS) else "mixed")

    def _attributed(self, index: int, item: Attribution, kind: str) -> None:
        item.type, item.rule_id = kind, "quote.discourse"
        item.leader, item.source = self._speaker(index, item)

    def _unvoiced(self, index: int, item: Attribution) -> None:
        """Decide on a phrase that nobody of its sentence says: the words of a headline, a term, or distance."""
        if names.mention_before(self.ctx, item.marked) is not None:
            item.source = self._user(item.marked)
            if item.source is not None:
                item.type, item.rule_id = "mixed", "quote.same-sentence"
            return
        same = [n for n in self._same[self._words(item.marked)][:TWINS] if n != index]
        said = next((n for n in same if self.found[n].type in {"direct", "mixed"}), None)
        if self._is_heading(item.marked) and said is not None:
            item.type, item.rule_id, item.leader = "mixed", "quote.discourse", said
        elif self._is_heading(item.marked):
            self._attributed(index, item, "mixed")
        elif not same or any(self.found[n].type for n in same):
            item.type, item.rule_id = "scare", "quote.distance"

    def _user(self, marked: Marked) -> Source | None:
        """Return who uses a word: *le mot « digue » du préfet*, *Le préfet emploie le mot « digue »*."""
        ctx = self.ctx
        opening, after = ctx.outer(marked)
        floor, stop = ctx.sentence(opening)
        end = phrase_end(ctx, after + 1, stop) if ctx.is_a(after, "of") else None
        owner = source_of(ctx, after + 1, end, "complement") if end else None
        if owner is not None and self._animate(owner):
            return owner
        user = self._active(floor, opening)
        return None if user is None or ctx.is_a(user.first, "first") else user

    def _words(self, marked: Marked) -> str:
        return self.ctx.text[marked.start : marked.end].casefold()

    def _announces(self, marked: Marked) -> bool:
        """Tell whether a colon follows: *« Nous tiendrons » : le pari du maire*."""
        return self.ctx.text[marked.close : marked.close + 2].strip(EDGE)[:1] == ":"

    def _is_heading(self, marked: Marked) -> bool:
        """Tell whether the mark stands in a headline: a short line of its own without a full stop, before another."""
        start, end = self._block(marked.open)
        line = self.ctx.text[start:end].rstrip(EDGE)
        return (
            end < self.blocks[-1][1] and len(line) <= LONGEST_HEADING and "\n" not in line and line[-1] not in ".!?…:;,"
        )

    def _shouted(self, marked: Marked) -> bool:
        """Tell whether a line is in capitals: then those between its marks prove no name, but after *sur* or *de*."""
        opening, _ = self.ctx.outer(marked)
        if self.ctx.is_a(opening - 1, "object_link") or self.ctx.is_a(opening - 1, "of"):
            return False
        return self.ctx.text[slice(*self._block(marked.open))].isupper()

    def _voiced(self, index: int, marked: Marked) -> bool:
        """Tell whether the sentence reports somebody's words anyway: a verb of speech before, a hedge, another mark."""
        ctx = self.ctx
        opening, after = ctx.outer(marked)
        floor, _ = ctx.sentence(opening)
        cues = [cue for cue in ctx.cues_between(floor, after) if cue.group < opening and not ctx.depth[cue.first]]
        telling = (c for c in cues if c.has("dqnc") and c.verb is not None and c.verb.risk != "high")
        if self._hedged(marked) or any(cue.mood in {"finite", "gerund"} for cue in telling):
            return True
        before = (other for other in self.found[max(0, index - 2) : index] if floor <= ctx.token_at(other.marked.open))
        return any(other.type in {"direct", "mixed"} for other in before) or self._grounds(marked)

    def _grounds(self, marked: Marked) -> bool:
        """Tell whether the words are the reason that somebody gives: *au motif d'« économies »*."""
        ctx = self.ctx
        at = ctx.outer(marked)[0] - 1
        while ctx.is_a(at, "elision") or ctx.is_a(at, "of"):
            at -= 1
        return ctx.is_a(at, "marks.grounds")

    def _hedged(self, marked: Marked) -> bool:
        """Tell whether a press conditional or an adverb leaves it to others: *auraient été « X »*, *allegedly "X"*."""
        ctx = self.ctx
        opening, _ = ctx.outer(marked)
        before = range(max(0, opening - 3), opening)
        conditional = ctx.lexicon.auxiliary["conditional"]
        return any(ctx.low[n] in conditional or ctx.is_a(n, "marks.hedge") for n in before)

    def _fills_block(self, marked: Marked) -> bool:
        start, end = self._block(marked.open)
        return not self.ctx.text[start : marked.open].strip() and not self.ctx.text[marked.close : end].strip()

    def _block(self, offset: int) -> tuple[int, int]:
        return self.blocks[max(0, bisect_right(self.block_starts, offset) - 1)]

    def _speaker(self, index: int, item: Attribution) -> tuple[int | None, Source | None]:
        """Return the leader (a marked stretch) or the source that the discourse gives a floating quotation."""
        marked = item.marked
        start, end = self._block(marked.open)
        sentence = self.ctx.sentence(self.ctx.token_at(marked.open))[0]
        named = self._inscribed(marked) or self._words_of(marked, end) or from_benches(self.ctx, marked)
        named = named or self._reasoner(marked, sentence)
        if named is not None:
            item.rule_id = "quote.same-sentence"
            return None, named
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

    def _reasoner(self, marked: Marked, sentence: int) -> Source | None:
        """Return who gives the reason that the marks hold: the subject of the sentence."""
        return self._active(sentence, self.ctx.token_at(marked.open)) if self._grounds(marked) else None

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
        own = self.found[index].marked
        words = self._words(own).rstrip(" .!?…\u00a0")
        for number, other in enumerate(self.found):
            same = number != index and other.type and other.source is not None
            if same and words in self._words(other.marked):
                return number, None
        return None, None
