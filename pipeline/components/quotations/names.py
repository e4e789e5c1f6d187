"""Marks that hold no words of anybody: titles, names and terms; and the words before a mark that keep a distance."""

from __future__ import annotations

from spacy.symbols import ADJ, ADV, CCONJ, DET, NOUN, NUM, PROPN, SPACE

from pipeline.components.quotations import forms
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.forms import SUBJECTS, has_finite, stands_alone, words_in
from pipeline.components.quotations.marks import Marked

NAME_WORDS = 9
TO_HEAD = 5
TO_WORD = 4


def is_title(ctx: Context, marked: Marked) -> bool:
    """Tell whether the words around the marks make a title, a name or a term of what stands between them."""
    kind = introduced_as(ctx, marked)
    if kind == "name" and (
        words_in(ctx, marked) <= NAME_WORDS or (_capital(ctx, marked) and not has_finite(ctx, marked))
    ):
        return True
    if stands_alone(ctx, marked) or not marked.closed:
        return False
    tests = (_is_entity, _is_movement, _is_numbered, _is_mention, _is_christened)
    return any(test(ctx, marked) for test in tests)


def introduced_as(ctx: Context, marked: Marked) -> str | None:
    """Return ``scare`` or ``name`` where the words before the mark say so, else None."""
    index, after = ctx.outer(marked)
    index -= 1
    if ctx.is_a(index, "people") and after in ctx.persons and words_in(ctx, marked) == 1:
        return "name"  # le député « marcheur » Jean Roy
    capital = not ctx.text[marked.start].islower()
    colon = False
    for _ in range(TO_HEAD):
        if (
            index < 0
            or ctx.depth[index] != marked.level - 1
            or (index in ctx.cues and ctx.cues[index].mood == "finite")
        ):
            break
        if ctx.is_a(index, "marks.naming") or ctx.is_a(index, "marks.scare"):
            joined = ctx.char(index - 1) == "-" and ctx.is_a(index, "marks.scare")  # so-called
            return "name" if ctx.is_a(index, "marks.naming") and not joined else "scare"
        if ctx.pos[index] in {NOUN, PROPN}:
            said = colon and ctx.is_a(index, "wording") and _is_sentence(ctx, marked)
            if capital and ctx.is_a(index, "marks.named") and not said:
                return "name"
            index -= 1  # le réseau de covoiturage « Val en Route »
            if not (capital and ctx.is_a(index, "infinitive_de")):
                break
        elif not _leads_to_noun(ctx, index):
            break
        colon = colon or ctx.char(index) == ":"
        index -= 1
    return None


def _leads_to_noun(ctx: Context, index: int) -> bool:
    """Tell whether a token may stand between a noun and the marks that it introduces."""
    link = ctx.is_a(index, "of") or ctx.is_a(index, "elision") or ctx.char(index) in ",:"
    return link or ctx.pos[index] in {ADJ, ADV, DET, NUM, SPACE}


def is_name(ctx: Context, marked: Marked) -> bool:
    """Tell whether the marks stand around a title or name: a short capitalised phrase without a clause."""
    first = ctx.text[marked.start]
    if not (first.isupper() or first.isdigit()) or words_in(ctx, marked) > NAME_WORDS:
        return False
    return not has_finite(ctx, marked) and ctx.text[marked.end - 1] not in ".!?…"


def _is_christened(ctx: Context, marked: Marked) -> bool:
    """Tell whether a verb of naming gives a proper name: *les pêcheurs appellent ce navire « le Baleinier »*."""
    first, last = ctx.token_from(marked.start), ctx.token_from(marked.end)
    opening = ctx.token_at(marked.open)
    first += ctx.pos[first] == DET
    if first >= last or not ctx.char(first).isupper() or has_finite(ctx, marked):
        return False
    verbs = (cue.verb for cue in ctx.cues_between(opening - TO_WORD, opening))
    return any(verb is not None and verb.lemma in ctx.lexicon.christening for verb in verbs)


def mention_before(ctx: Context, marked: Marked) -> int | None:
    """Return the noun before the mark that says that words are meant: *le mot « digue »*, *le terme de « digue »*."""
    opening, _ = ctx.outer(marked)
    at = opening - 1
    while at > opening - TO_WORD and (ctx.is_a(at, "infinitive_de") or ctx.is_a(at, "elision") or ctx.pos[at] == ADJ):
        at -= 1
    return at if ctx.is_a(at, "marks.mention") else None


def _capital(ctx: Context, marked: Marked) -> bool:
    return ctx.text[marked.start].isupper()


def _is_sentence(ctx: Context, marked: Marked) -> bool:
    """Tell whether a whole sentence stands between the marks: *un cri : « Le bac revient ! »*."""
    return has_finite(ctx, marked) and (ctx.text[marked.end - 1] in ".!?…" or forms.is_clause(ctx, marked))


def _is_entity(ctx: Context, marked: Marked) -> bool:
    """Tell whether the marks hold a name, nothing more: *le quotidien « La Dépêche du Port »*."""
    first, last = ctx.token_from(marked.start), ctx.token_from(marked.end)
    named = ctx.spans.get(first) == last and last in ctx.span_ends
    return named and not ctx.text[marked.start].islower()


def _is_movement(ctx: Context, marked: Marked) -> bool:
    """Tell whether the marks hold a movement called by what its members wear: *les « foulards rouges »*."""
    first, last = ctx.token_from(marked.start), ctx.token_from(marked.end)
    return last - first == 2 and ctx.is_a(first, "marks.worn") and ctx.is_a(first + 1, "marks.colours")


def _is_numbered(ctx: Context, marked: Marked) -> bool:
    """Tell whether a number follows, as after the title of a question: *sur « la pêche au large » (n° 12)*."""
    _, after = ctx.outer(marked)
    return ctx.char(after) == "(" and ctx.is_a(after + 1, "marks.number_sign")


def _is_mention(ctx: Context, marked: Marked) -> bool:
    """Tell whether a sentence is about the word itself: *Le terme de « glanage » figure dans la loi*.

    The noun is the subject and nobody's (*Le mot « trahison » du préfet*).
    """
    _, after = ctx.outer(marked)
    at = mention_before(ctx, marked)
    if at is None or ctx.pos[at - 1] != DET or ctx.is_a(after, "of"):
        return False
    before = at - 2
    opens = before < ctx.sentence(at)[0] or ctx.char(before) in ",;:(–—" or ctx.pos[before] in {CCONJ, SPACE}
    return opens or ctx.doc[at].dep_ in SUBJECTS
