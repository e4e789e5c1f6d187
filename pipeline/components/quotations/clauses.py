"""The reported clause: where it ends, and what of it is the reporter's own."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.symbols import ADV, CCONJ, DET, PUNCT, SPACE

from pipeline.components.quotations.context import ENDS, Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.signs import EDGE, MARK
from pipeline.components.quotations.sources import Source, governed, inverted
from pipeline.components.quotations.subjects import FRONTED
from pipeline.components.quotations.verb_groups import is_finite

LINKS = ("coordination", "relative", "relative_other", "que", "si")


@dataclass(slots=True)
class Report:
    """Indirect content (offsets) with its cue, source and rule; ``leader`` is the first item of its list."""

    start: int
    end: int
    cue: Cue
    source: Source | None
    rule_id: str
    leader: Report | None = None


def content(ctx: Context, cue: Cue, first: int, source: Source | None, rule_id: str) -> Report | None:
    """Return the report of the clause that begins at a token, None if nothing of it is left."""
    first += ctx.is_a(first, "elision")
    stop = clause_end(ctx, cue, first)
    if source is not None and source.relation == FRONTED:
        stop = min(stop, source.first - 1)
    if rule_id == "indirect.infinitive":
        stop = _next_clause(ctx, first, stop)
    if cue.mood == "noun":
        stop = min(stop, _main_clause(ctx, cue, first, stop))
    span = trimmed(ctx, first, stop)
    return Report(*span, cue, source, rule_id) if span else None


def clause_end(ctx: Context, cue: Cue, first: int) -> int:
    """Return the token after the last one of the content clause that begins at ``first``."""
    _, stop = ctx.sentence(cue.first)
    level = ctx.depth[cue.first]
    index = first
    while index < stop:
        if ctx.depth[index] < level:
            return index
        if ctx.depth[index] == level and index > first:
            if ctx.char(index) in ";:" or (level and ctx.char(index) in ENDS and ctx.pos[index] == PUNCT):
                return index
            if ctx.char(index) in ",–—" and (
                _ends_after_comma(ctx, first, index, stop) or _main_verb(ctx, cue, index, stop)
            ):
                return index
            if index in ctx.cues_by_group and ctx.closed_at(index) and ctx.cues_by_group[index].clitic is not None:
                return index  # que « … » a-t-il précisé
            if ctx.pos[index] == CCONJ and _resumes_cue(ctx, cue, index, stop):
                return index
        index += 1
    return stop


def _next_clause(ctx: Context, first: int, stop: int) -> int:
    """Return where a conjunction joins another clause to that of an infinitive.

    It has a subject of its own, that no verb governs (*et j'invite*), or goes on with the subject of the cue: *affirme
    avoir payé et attend un audit*.
    """
    for at in range(first + 1, stop - 2):
        if ctx.pos[at] == CCONJ and ctx.depth[at] == ctx.depth[first] and _goes_on(ctx, first, at):
            return at
        if ctx.pos[at] == CCONJ and (ctx.is_a(at + 1, "first") or ctx.is_a(at + 1, "third")) and is_finite(ctx, at + 2):
            linked = any(ctx.is_a(n, name) for n in range(first, at) for name in LINKS[1:])
            return stop if linked or ctx.depth[at] != ctx.depth[first] else at
    return stop


def _goes_on(ctx: Context, first: int, conjunction: int) -> bool:
    """Tell whether a finite verb without subject follows a conjunction, and none stands before it from ``first`` on."""
    at = conjunction + 1
    while at < ctx.size and (ctx.is_a(at, "clitic") or ctx.is_a(at, "negation") or MARK.fullmatch(ctx.surface(at))):
        at += 1
    if at >= ctx.size or not is_finite(ctx, at):
        return False
    return not any(is_finite(ctx, n) or any(ctx.is_a(n, k) for k in LINKS[1:]) for n in range(first, conjunction))


def _main_clause(ctx: Context, cue: Cue, first: int, stop: int) -> int:
    """Return where the main verb group begins if the noun of the cue is its subject: *la rumeur que … | a surpris*.

    A noun that opens its sentence has no verb before it. In its clause the first finite verb has a subject of its own;
    a second one that no conjunction, relative or comma joins is the main verb.
    """
    floor = ctx.sentence(cue.first)[0]
    if any(is_finite(ctx, n) for n in range(floor, cue.first)):
        return stop
    verbs = 0
    for at in range(first, stop):
        if any(ctx.is_a(at, name) for name in LINKS):
            verbs -= 1
        if is_finite(ctx, at) and not (verbs and is_finite(ctx, at - 1)):
            verbs += 1
            if verbs > 1:
                return _group_start(ctx, at, first)
    return stop


def _group_start(ctx: Context, verb: int, floor: int) -> int:
    """Return the first token of a verb group: over clitics and negation to the left."""
    at = verb
    while at - 1 > floor and (ctx.is_a(at - 1, "clitic") or ctx.is_a(at - 1, "negation")) and ctx.pos[at - 1] != DET:
        at -= 1
    return at


def _main_verb(ctx: Context, cue: Cue, comma: int, stop: int) -> bool:
    """Tell whether a comma closes the relative or participle of the cue: the main verb follows, without a subject."""
    apposed = cue.mood in {"gerund", "participle"} and ctx.char(cue.group - 1) == ","
    within = ctx.is_a(cue.group - 1, "relative") or apposed
    if not within or comma + 1 >= stop:
        return False
    at = comma + 1
    fronted = not apposed and not any(is_finite(ctx, n) for n in range(ctx.sentence(comma)[0], cue.group - 1))
    at += fronted and any(
        ctx.is_a(at, person) for person in ("first", "second", "third")
    )  # À ceux qui disent que …, je
    while at < stop and (ctx.is_a(at, "clitic") or ctx.is_a(at, "negation")) and ctx.pos[at] != DET:
        at += 1
    return at < stop and is_finite(ctx, at)


def _has_verb(ctx: Context, first: int, stop: int) -> bool:
    """Tell whether a clause has its finite verb before a token; those of relatives do not count."""
    for at in range(first, stop):
        if ctx.is_a(at, "relative") or ctx.is_a(at, "relative_other"):
            return False
        if is_finite(ctx, at):
            return True
    return True


def _ends_after_comma(ctx: Context, first: int, comma: int, stop: int) -> bool:
    """Tell whether what follows a comma is the reporter's: a final incise or source, a participle of speech."""
    at = comma + 1
    while at < stop and ctx.pos[at] in {ADV, SPACE}:
        at += 1
    comment = ctx.is_a(at, "comment") and (ctx.is_a(at + 1, "que") or ctx.is_a(at + 1, "relative"))
    if comment or ctx.is_a(at, "aside"):
        return True
    for index in range(at, min(at + 6, stop)):
        cue = ctx.cues.get(index)
        if cue is not None and cue.follows:
            return True
        if cue is None or cue.group > at:
            continue
        if cue.mood == "gerund":
            return True
        if cue.mood == "preposition" and not cue.clausal:
            return closes(ctx, governed(ctx, cue), stop)
        if cue.mood == "finite" and cue.has("d"):
            source = inverted(ctx, cue) if cue.clitic is not None or _has_verb(ctx, first, comma) else None
            return source is not None and closes(ctx, source, stop, cue.tail)
    return False


def closes(ctx: Context, source: Source | None, stop: int, least: int = 0) -> bool:
    """Tell whether nothing but punctuation, or a relative clause or apposition, follows a source."""
    if source is None:
        return False
    at = max(source.last, least)
    if ctx.char(at) == "(":  # selon la Fédération des brasseurs (FDB)
        at = next((n + 1 for n in range(at, min(at + 8, stop)) if ctx.char(n) == ")"), at)
    while at < stop and (ctx.pos[at] in {SPACE} or ctx.char(at) in ')»”"' or at in ctx.dates):
        at = ctx.dates.get(at, at + 1)
    ended = at >= stop or ctx.char(at) in ENDS or ctx.is_a(at + 1, "relative")
    return ended or (ctx.char(at) == "," and _participle_follows(ctx, at + 1, stop))


def _participle_follows(ctx: Context, at: int, stop: int) -> bool:
    """Tell whether a participle of speech opens the next member: *selon la police, précisant que*."""
    cues = (ctx.cues.get(index) for index in range(at, min(at + 5, stop)))
    return any(cue is not None and cue.mood == "gerund" and cue.group == at for cue in cues)


def _resumes_cue(ctx: Context, cue: Cue, conjunction: int, stop: int) -> bool:
    """Tell whether *et* is followed by a verb of speech that shares the subject of the cue."""
    at = conjunction + 1
    while at < stop and (ctx.pos[at] == ADV or ctx.char(at) == ","):
        at += 1
    for index in range(at, min(at + 7, stop)):
        other = ctx.cues.get(index)
        if other is not None and other.verb is not None and other.group <= at and other.mood == "finite":
            return other.clitic is None and cue.mood in {"finite", "infinitive"} and other.has("dqsi")
    return False


def trimmed(ctx: Context, first: int, stop: int) -> tuple[int, int] | None:
    """Return the offsets of tokens without edge punctuation, white space and edge marks."""
    if first >= stop:
        return None
    start, end = ctx.starts[first], ctx.ends[stop - 1]
    edge = EDGE + ',.;:!?…«»“”"‘–—<>'
    while start < end and ctx.text[start] in edge:
        start += 1
    while end > start and (ctx.text[end - 1] in edge or _loose_bracket(ctx.text, start, end)):
        if ctx.text[end - 1] in ".!?" and end < len(ctx.text) and ctx.text[end - 1 : end + 1].isalnum():
            break
        end -= 1
    return (start, end) if start < end else None


def _loose_bracket(text: str, start: int, end: int) -> bool:
    return text[end - 1] in ")]" and text.count("(", start, end) < text.count(")", start, end)
