"""Verb groups: the auxiliaries, clitics, negation and adverbs around a verb of speech."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.symbols import ADV, AUX, DET, VERB

from pipeline.components.quotations.context import Context
from pipeline.components.quotations.lexicon import FINITE, INFINITIVE

VERBAL = frozenset({VERB, AUX})
GROUP_REACH = 9
QUOTED = frozenset("\"»”'’")  # what may close marks
ASIDE = 9  # words of an aside between auxiliary and participle


@dataclass(slots=True)
class VerbGroup:
    """Auxiliaries, clitics and negation left of a verb, from the token ``start``; ``clitic`` as in a cue."""

    start: int
    avoir: bool = False
    etre: bool = False
    conditional: bool = False
    reflexive: bool = False
    negation: bool = False
    negator: bool = False
    clitic: int | None = None


def verb_group(ctx: Context, index: int, floor: int) -> VerbGroup:
    """Walk left over auxiliaries, clitics, negation and adverbs; right over an inverted pronoun."""
    group = VerbGroup(index)
    lexicon = ctx.lexicon
    at = index - 1
    while at >= max(floor, index - GROUP_REACH):
        if at == floor and ctx.is_a(at, "strong"):
            break  # Lui s'est dit déçu
        if (before := _before_aside(ctx, at, floor)) is not None:
            at = before
            continue
        if ctx.low[at] in lexicon.auxiliary["avoir"]:
            group.avoir = True
        elif ctx.low[at] in lexicon.auxiliary["etre"]:
            group.etre = True
        elif ctx.is_a(at, "inverted"):
            if not ctx.is_a(at, "inverted_link"):
                group.clitic = at
            at -= 1
            continue
        elif ctx.is_a(at, "negation"):
            group.negation = True
        elif ctx.is_a(at, "clitic") and ctx.pos[at] != DET and not subject_here(ctx, at, index):
            group.reflexive = group.reflexive or ctx.is_a(at, "reflexive")
        elif ctx.is_a(at, "negator"):
            group.negator = True
            at -= 1
            continue
        elif ctx.pos[at] == ADV or ctx.is_a(at, "adverbial") or ctx.is_a(at, "temporal"):
            at -= 1
            continue
        else:
            break
        group.conditional = group.conditional or ctx.low[at] in lexicon.auxiliary["conditional"]
        group.start = at
        at -= 1
    group.reflexive = group.reflexive and not group.avoir  # il nous a confié que
    return group


def quoted_adverb(ctx: Context, mark: int) -> int | None:
    """Return the opening mark of an adverb alone between marks: *a « fermement » rejeté*."""
    for marked in ctx.closed_at(mark + 1):
        opening, first, last = ctx.token_at(marked.open), ctx.token_from(marked.start), ctx.token_from(marked.end)
        verbal = any(ctx.low[opening - 1] in ctx.lexicon.auxiliary[name] for name in ("avoir", "etre"))
        if first < last and verbal and (last - first == 1 or all(ctx.pos[n] == ADV for n in range(first, last))):
            return opening
    return None


def _before_aside(ctx: Context, comma: int, floor: int) -> int | None:
    """Return what stands before a quoted adverb, or the auxiliary before an aside: *a, pour sa part, évoqué*."""
    if ctx.char(comma) in QUOTED and (opening := quoted_adverb(ctx, comma)) is not None:
        return opening - 1
    if ctx.char(comma) != ",":
        return None
    for at in range(comma - 2, max(floor, comma - ASIDE) - 1, -1):
        if ctx.depth[at] != ctx.depth[comma] or is_finite(ctx, at):
            return None
        if ctx.char(at) == ",":
            auxiliary = any(ctx.low[at - 1] in ctx.lexicon.auxiliary[name] for name in ("avoir", "etre"))
            return at - 1 if at > floor and auxiliary else None
    return None


def subject_here(ctx: Context, at: int, verb: int) -> bool:
    """Tell whether *nous* or *vous* is the subject: it is when it stands first and the verb agrees."""
    person = "agrees_first" if ctx.is_a(at, "first") else "agrees_second" if ctx.is_a(at, "second") else None
    endings = tuple(ctx.lexicon.endings[person]) if person else ()
    return bool(endings) and any(ctx.surface(n).lower().endswith(endings) for n in range(at + 1, verb + 1))


def own_reflexive(ctx: Context, group: VerbGroup, index: int) -> bool:
    """Tell whether the clitic can only be reflexive (*se*), not an object (*nous*, *me*)."""
    return any(ctx.is_a(at, "reflexive") and not ctx.is_a(at, "object") for at in range(group.start, index))


def is_finite(ctx: Context, index: int) -> bool:
    """Tell whether the tagger takes a token for a finite verb or auxiliary."""
    return ctx.forms[index] == FINITE


def is_infinitive(ctx: Context, index: int) -> bool:
    """Tell whether the tagger takes a token for an infinitive."""
    return ctx.forms[index] == INFINITIVE
