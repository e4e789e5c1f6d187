"""One document, one label: repeated names, surnames, acronyms in brackets and votes between labels."""

from __future__ import annotations

from collections import Counter, defaultdict

from pipeline.components.entities.mentions import Mention, resolve
from pipeline.components.entities.model_entities import at_start
from pipeline.components.entities.scan import Words

WEIGHT = {1: 2, 2: 5, 3: 6, 4: 12}
Key = tuple[str, ...]


def key_of(words: Words, first: int, last: int) -> Key:
    """Return what identifies a name within a document: its words, capitals of titles undone."""
    forms = words.forms[first:last]
    return tuple(form.title() if form.isupper() and len(form) > 4 else form for form in forms)


def agree(words: Words, flat: list[Mention], common: frozenset[str]) -> list[Mention]:
    """Give all mentions of one name the label with the most evidence, and find the repetitions that were missed."""
    votes: dict[Key, Counter[str]] = defaultdict(Counter)
    best: dict[Key, Mention] = {}
    for mention in flat:
        key = key_of(words, mention.first, mention.last)
        votes[key][mention.label] += WEIGHT[mention.rank]
        if mention.label != "PER" and mention.rank < 3 and _in_place(words, mention.first):
            votes[key]["LOC"] += 2
        if key not in best or mention.rank > best[key].rank:
            best[key] = mention
    _add_surnames(words, flat, votes, best)
    for mention in flat:
        key = key_of(words, mention.first, mention.last)
        label = votes[key].most_common(1)[0][0]
        if mention.rank < 3 and label != mention.label:
            mention.label, mention.subtype, mention.entry = label, best[key].subtype, best[key].entry
    kept = [m for m in flat if not (m.label == "MISC" and m.source == "model")]
    return _repeat(words, kept, votes, best, common)


def _in_place(words: Words, first: int) -> bool:
    return first > 0 and words.forms[first - 1].lower() in ("à", "en") and words.kinds[first] in "CA"


def _add_surnames(words: Words, flat: list[Mention], votes: dict[Key, Counter[str]], best: dict[Key, Mention]) -> None:
    for mention in flat:
        if mention.label == "PER" and mention.last - mention.first > 1 and mention.rank >= 1:
            begin = mention.first + 1
            while begin < mention.last - 1 and words.kinds[begin] in "I":
                begin += 1
            key = key_of(words, begin, mention.last)
            votes[key]["PER"] += WEIGHT[mention.rank]
            best.setdefault(key, mention)


def _repeat(
    words: Words, kept: list[Mention], votes: dict[Key, Counter[str]], best: dict[Key, Mention], common: frozenset[str]
) -> list[Mention]:
    starts: dict[str, int] = {}
    for key in votes:
        starts[key[0]] = max(starts.get(key[0], 0), len(key))
    taken = {index for mention in kept for index in range(mention.first, mention.last)}
    more: list[Mention] = []
    for first, form in enumerate(words.forms):
        kind = words.kinds[first]
        if kind not in "CAF" or first in taken:
            continue
        size = starts.get(form.title() if form.isupper() and len(form) > 4 else form, 0)
        for last in range(min(first + size, len(words.forms)), first, -1):
            key = key_of(words, first, last)
            if key in votes and taken.isdisjoint(range(first, last)):
                label = votes[key].most_common(1)[0][0]
                alone = last == first + 1
                if label == "MISC" and best[key].source == "model":
                    break
                unsure = at_start(words, first) and kind != "A" and votes[key].total() < 4
                if alone and (unsure or form.lower() in common):
                    break
                source = best[key]
                more.append(Mention(first, last, label, 1, "rule", "doc.repeat", source.subtype, source.entry))
                break
    return resolve([*kept, *more])
