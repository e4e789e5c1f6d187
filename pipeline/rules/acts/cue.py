r"""Cue patterns: how a rule spells the words of its cue, and how they are found in a text.

A pattern is a sequence of items, separated by spaces; white space and quotation marks in the text are skipped.

===============  ====================================================================================
``mot``          this word, in lower case, with straight apostrophe; ``de``, ``à``, ``le``… also match their
                 contractions and elisions as ``grammar.toml`` lists them
``a|b``          either
``<verbe>``      any form of the verb; ``<verbe:inf,part>`` only forms whose tag starts so
``@class``       any word of a lexical class
``<@class>``     any form of the verbs of a lexical class
``x?``           optional
``..``           a gap of up to eight words inside the clause
``[ x ]``        only what stands between is the cue; the rest is context
``*x``           the head, from which the argument paths start (otherwise the first verb, else the first word)
``se <verbe>``   the verb with a reflexive pronoun; the pronoun belongs to the cue where it touches
``^``            the start of a sentence, quotation or clause; ``$`` its end
``#tag``         any verb form whose tag starts so (``#part.past``)
``%name``        a grammatical construction found by the component (``%imperative``, ``%negated``, ``%jussive``)
===============  ====================================================================================
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipeline.rules.load import RuleError
from pipeline.rules.paradigm import Paradigm

GAP = 8
MOST_WORDS = 200_000
SKIPPED = frozenset('«»"“”„‟‹›') | {""}
CLAUSE_ENDS = frozenset(".;:!?…")
BOUNDARIES = frozenset(".;:!?…,—–-")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a pattern: the words it accepts, or a boundary, a gap, a construction; ``plain``: just one word."""

    words: frozenset[str] = frozenset()
    kind: str = "word"
    name: str = ""
    optional: bool = False
    in_cue: bool = True
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled cue pattern of one rule.

    ``head`` is the position of its head item; ``with_auxiliary`` says that the head may be a form of *be* or *have*
    because the pattern names that verb.
    """

    rule_id: str
    source: str
    items: tuple[Item, ...]
    head: int
    reflexive: bool = False
    with_auxiliary: bool = False


class CueMatch(NamedTuple):
    """A cue found in a text: token positions of its first word, last word (inclusive), head and tail."""

    rule_id: str
    first: int
    last: int
    head: int
    tail: int
    reflexive: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What patterns refer to: verb forms, lexical classes, contractions, the verbs that are auxiliaries."""

    paradigm: Paradigm
    classes: Mapping[str, frozenset[str]]
    variants: Mapping[str, frozenset[str]]
    auxiliaries: tuple[str, ...] = ()


def compile_pattern(rule_id: str, source: str, vocabulary: Vocabulary) -> Pattern:
    """Compile one pattern.

    Raises
    ------
    RuleError
        If it names an unknown verb or class, has no word to start from, or unbalanced brackets.
    """
    items: list[Item] = []
    head, inside, reflexive = None, "[" not in source, False
    for part in source.split():
        if part in {"[", "]"}:
            inside = part == "["
            continue
        if part == "se" and not items:
            reflexive = True
            continue
        if part.startswith("*"):
            head = len(items)
        items.append(_item(rule_id, part.removeprefix("*"), inside, vocabulary))
    if head is None:
        verbs = [n for n, item in enumerate(items) if item.kind == "verb" and item.in_cue and not item.optional]
        words = [
            n
            for n, item in enumerate(items)
            if item.kind in {"word", "construction"} and item.in_cue and not item.optional
        ]
        head = next(iter(verbs + words), None)
    if head is None or items[head].optional:
        raise RuleError(f"act rule {rule_id!r}: cue {source!r} has no word to start from")
    named = any(f"<{lemma}" in items[head].name for lemma in vocabulary.auxiliaries)
    return Pattern(rule_id, source, tuple(items), head, reflexive, named)


def _item(rule_id: str, part: str, inside: bool, vocabulary: Vocabulary) -> Item:
    optional = part.endswith("?") and len(part) > 1
    part = part.removesuffix("?") if optional else part
    if part == "..":
        return Item(kind="gap", optional=True, in_cue=inside)
    if part in {"^", "$"}:
        return Item(kind="boundary", name=part, in_cue=False)
    if part.startswith("%"):
        return Item(kind="construction", name=part[1:], in_cue=inside)
    kind, words = "word", set[str]()
    for choice in part.split("|"):
        if choice.startswith("#"):
            words |= vocabulary.paradigm.tagged(choice[1:])
        elif choice.startswith("<"):
            kind = "verb"
            spec = choice.strip("<>")
            words |= _class(rule_id, spec[1:], vocabulary) if spec[0] == "@" else _verb_forms(rule_id, spec, vocabulary)
        elif choice.startswith("@"):
            words |= _class(rule_id, choice[1:], vocabulary)
        else:
            words |= vocabulary.variants.get(choice, frozenset({choice}))
    return Item(frozenset(words), kind, part, optional, inside, plain=not optional)


def _class(rule_id: str, name: str, vocabulary: Vocabulary) -> frozenset[str]:
    if name not in vocabulary.classes:
        raise RuleError(f"act rule {rule_id!r}: no lexical class {name!r}")
    return vocabulary.classes[name]


def _verb_forms(rule_id: str, spec: str, vocabulary: Vocabulary) -> set[str]:
    lemma, _, wanted = spec.partition(":")
    tags = tuple(wanted.split(",")) if wanted else ("",)
    try:
        return {form.form for form in vocabulary.paradigm.forms(lemma) if form.tag.startswith(tags)}
    except RuleError as error:
        raise RuleError(f"act rule {rule_id!r}: {error}") from None


@dataclass(frozen=True, slots=True)
class Probe:
    """Where to look for a pattern: its item ``anchor``, and what else must be there (None: nothing).

    With an ``offset`` one of the words ``needed`` must stand that far from the anchor, without one in its sentence.
    ``left`` and ``right`` are the items on either side of the anchor, outwards.
    """

    pattern: Pattern
    anchor: int
    left: tuple[Item, ...]
    right: tuple[Item, ...]
    offset: int = 0
    needed: frozenset[str] | None = None


class WordLists(dict[str, int]):
    """On which of at most eight lists a word is, one bit for each, worked out when first asked for."""

    def __init__(self, lists: dict[str, Callable[[str], bool]]) -> None:
        super().__init__()
        self._lists = lists
        self._bits = [(1 << bit, holds) for bit, holds in enumerate(lists.values())]

    def __missing__(self, word: str) -> int:
        """Return the lists of a word not seen before."""
        if len(self) > MOST_WORDS:  # untrusted input must not fill the memory
            self.clear()
        found = 0
        for bit, holds in self._bits:
            if holds(word):
                found |= bit
        self[word] = found
        return found

    def places(self, words: Sequence[str]) -> dict[str, list[int]]:
        """Return by list where its words stand in a text: one pass for all lists."""
        found = np.fromiter(map(self.__getitem__, words), np.uint8, len(words))
        return {name: np.flatnonzero(found & (1 << bit)).tolist() for bit, name in enumerate(self._lists)}


class CueIndex:
    """All cue patterns of a language, looked up by the words at which a match can be recognised."""

    def __init__(self, patterns: Sequence[Pattern], frequent: frozenset[str]) -> None:
        self.by_word: dict[str, list[Probe]] = defaultdict(list)
        self.constructions: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            if pattern.items[pattern.head].kind == "construction":
                self.constructions[pattern.items[pattern.head].name].append(pattern)
                continue
            probe = _probe(pattern, _anchor(pattern, frequent))
            for word in pattern.items[probe.anchor].words:
                self.by_word[word].append(probe)


def _probe(pattern: Pattern, anchor: int) -> Probe:
    """Note the words that must stand beside the anchor, or a skipped token there; most places fail this test.

    Where only an optional item or a gap stands beside it, note those of another item: one must be in the sentence.
    """
    left, right = pattern.items[:anchor][::-1], pattern.items[anchor + 1 :]
    for offset, side in ((1, right), (-1, left)):
        if side and side[0].words and not side[0].optional:
            return Probe(pattern, anchor, left, right, offset, side[0].words | SKIPPED)
    others = [item.words for item in left[::-1] + right if item.words and not item.optional]
    return Probe(pattern, anchor, left, right, needed=min(others, key=len, default=None))


def match_around(
    left: Sequence[Item], right: Sequence[Item], at: int, words: Sequence[str], bounds: tuple[int, int]
) -> list[int]:
    """Match the items on either side of token ``at``, outwards, inside the tokens of ``bounds``.

    Returns
    -------
    list of int
        Per item, ``at`` included, its token, -1 for an optional item, gap or boundary without one; empty if there is
        no match.
    """
    after = _walk(right, words, at + 1, bounds[1], 1) if right else []
    if after is None:
        return []
    if not left:
        return [at, *after]
    before = _walk(left, words, at - 1, bounds[0] - 1, -1)
    if before is None:
        return []
    return [*before[::-1], at, *after]


def _anchor(pattern: Pattern, frequent: frozenset[str]) -> int:
    """Return the item to look for first: the head, unless another has no frequent word and the head has one."""
    head = pattern.items[pattern.head]
    if not head.words & frequent:
        return pattern.head
    fixed = [n for n, item in enumerate(pattern.items) if item.words and not item.optional]
    rare = [n for n in fixed if not pattern.items[n].words & frequent]
    return min(rare, key=lambda n: len(pattern.items[n].words), default=pattern.head)


def _walk(items: Sequence[Item], words: Sequence[str], at: int, stop: int, step: int) -> list[int] | None:
    """Match items one after the other in one direction; gaps take as few words as they can."""
    found: list[int] = []
    for n, item in enumerate(items):
        while at != stop and words[at] in SKIPPED:
            at += step
        if item.plain:
            if at == stop or words[at] not in item.words:
                return None
            found.append(at)
            at += step
            continue
        if item.kind == "gap":
            tail = _walk_gap(items[n + 1 :], words, at, stop, step)
            return None if tail is None else [*found, *tail]
        if item.kind == "boundary":
            if at != stop and words[at] not in BOUNDARIES:
                return None
        elif at != stop and words[at] in item.words:  # optional: with the word if the rest then fits, else without
            tail = _walk(items[n + 1 :], words, at + step, stop, step)
            if tail is not None:
                return [*found, at, *tail]
        found.append(-1)
    return found


def _walk_gap(rest: Sequence[Item], words: Sequence[str], at: int, stop: int, step: int) -> list[int] | None:
    for taken in range(GAP + 1):
        tail = _walk(rest, words, at, stop, step)
        if tail is not None:
            return [-1, *tail]
        if at == stop or words[at] in CLAUSE_ENDS or taken == GAP:
            return None
        at += step
    return None
