"""Brackets after a name: the acronym of an organisation, the party of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.components.entities.lexicon import unaccented
from pipeline.components.entities.mentions import Mention, resolve
from pipeline.components.entities.scan import Words

ACRONYM = re.compile(r"\(\"?([CAdltuenpqbrT])\"?[),;]|,\"?(A)\"?[,.]")  # function words in capitals: (SES)
AFFILIATION = re.compile(
    r"\((?P<seat>C[CA]*)(?:-(?P<group>[CA]+)|,(?P<acronym>A))\)"  # (Jura - Union), (Baie-Sud, UCN)
    r"|\((?P<party>[LCAF][^9().:;\n¶\"~,-]{0,7}?)(?:[),]|~(?P<canton>[CA])?)"  # (Union communale/VD)
    r"|\((?P<first>[CA])-(?![CA])"
)
LONGEST = 9  # letters of an acronym written as a word
SHORTEST = 3  # letters of an acronym that its initials alone explain
CONTENT = frozenset("CAFofjvw")


def affiliations(words: Words, people: list[Mention]) -> Iterator[Mention]:
    """Yield the parties in brackets after a person, and the seat: *Didier Frings (Union/VD)*, *(Jura - UC)*."""
    offices = frozenset(words.on["offices"])
    for person in people:
        found = AFFILIATION.match(words.kinds, person.last)
        if found is None or found.start() + 1 in offices:
            continue
        for name in ("group", "acronym", "party", "first"):
            if found.group(name):
                yield Mention(*found.span(name), "ORG", 4, "rule", "org.affiliation", "party")
        for name in ("seat", "canton"):
            if found.group(name):
                yield Mention(*found.span(name), "LOC", 2, "rule", "loc.affiliation", "region")


def find_acronyms(words: Words, flat: list[Mention], heads: dict[str, str]) -> tuple[list[Mention], dict[int, int]]:
    """Find the acronyms introduced in brackets, their long names and their repetitions.

    Parameters
    ----------
    heads
        The label that goes with the first word of a long name (*convention*: MISC), lower case.

    Returns
    -------
    The flat layer, and for every acronym mention (by ``id``) the ``id`` of the mention of its long name.
    """
    by_end = {mention.last: mention for mention in flat}
    ends = frozenset(mention.last for mention in flat if mention.label == "ORG" and mention.last - mention.first > 1)
    long_of: dict[str, Mention] = {}
    for found in ACRONYM.finditer(words.kinds):
        at = found.start()
        acronym = words.forms[found.start(found.lastindex or 0)]
        bracket = words.kinds[at] == "("
        shaped = sum(map(str.isupper, acronym)) > 1 or (bracket and at in ends and _is_syllabic(words, at, by_end[at]))
        if shaped and acronym not in long_of and (bracket or at in ends):
            long = _long_name(words, at, acronym, by_end, heads)
            if long is not None:
                long_of[acronym] = long
    if not long_of:
        return flat, {}
    more = [
        Mention(
            index, index + 1, long_of[form].label, 3, "rule", "doc.acronym", long_of[form].subtype, long_of[form].entry
        )
        for index, form in enumerate(words.forms)
        if form in long_of and words.kinds[index] != "¶"
    ]
    inside = {(m.first, m.last) for m in flat if m.last == m.first + 1 and words.forms[m.first] in long_of}
    flat = [m for m in flat if (m.first, m.last) not in inside]
    layer = resolve([*flat, *long_of.values(), *more])
    ids = {id(mention) for mention in layer}
    aliases = {
        id(m): id(long_of[words.forms[m.first]])
        for m in layer
        if m.last == m.first + 1 and m.rule_id == "doc.acronym" and id(long_of[words.forms[m.first]]) in ids
    }
    return layer, aliases


def _is_syllabic(words: Words, bracket: int, long: Mention) -> bool:
    """Tell whether a bracket holds an acronym written as a word, its initial that of the name: *(Fedasil)*."""
    form = words.forms[bracket + 1]
    alone = words.kinds[bracket + 1 : bracket + 3] == "C)"
    return alone and len(form) <= LONGEST and unaccented(form[0]) == unaccented(words.forms[long.first][0].upper())


def spelt_out(words: Words, flat: list[Mention]) -> dict[int, int]:
    """Return the ``id`` of every acronym that no bracket introduces, with that of the one body that it abbreviates.

    The initials of the body's content words must be the acronym's letters: *FNP*, *Fédération nationale des pêcheurs*.
    """
    by_initials: dict[str, set[str]] = {}
    long_of: dict[str, Mention] = {}
    for mention in flat:
        if mention.label == "ORG" and mention.last - mention.first > 1:
            content = [i for i in range(mention.first, mention.last) if words.kinds[i] in CONTENT]
            initials = "".join(unaccented(words.forms[i])[0].upper() for i in content)
            long_of.setdefault(initials, mention)
            by_initials.setdefault(initials, set()).add(words.surface(mention.first, mention.last).lower())
    return {
        id(mention): id(long_of[form])
        for mention in flat
        if mention.label == "ORG" and mention.last == mention.first + 1 and mention.entry is None
        for form in (words.forms[mention.first],)
        if len(form) >= SHORTEST and len(by_initials.get(form, ())) == 1
    }


def _long_name(
    words: Words, bracket: int, acronym: str, by_end: dict[int, Mention], heads: dict[str, str]
) -> Mention | None:
    """Return the name before a bracket that the acronym abbreviates, widened to the left or made anew if need be."""
    letters = [c for c in unaccented(acronym) if c.isalpha() and c.isupper()]
    first = _first_by_initials(words, bracket, letters)
    known = by_end.get(bracket)
    if known is not None and known.label == "LOC" and known.source == "model" and known.last - known.first > 1:
        known.label = heads.get(words.lower[known.first], "ORG")  # a place has no acronym
    if known is not None and known.label != "PER":
        if first is not None and first < known.first and known.rank < 3:
            known.first, known.rank, known.rule_id, known.source = first, 3, "doc.acronym-introduced", "rule"
        initials = [
            unaccented(words.forms[i])[0].upper() for i in range(known.first, known.last) if words.kinds[i] in CONTENT
        ]
        return known if initials and initials[0] == letters[0] else None
    if first is None or known is not None:
        return None
    label = heads.get(words.lower[first])
    if label in (None, "LOC"):  # a site has no acronym of its own
        label = "ORG" if words.forms[first][0].isupper() and label is None else None
    return Mention(first, bracket, label, 3, "rule", "doc.acronym-introduced") if label else None


def _first_by_initials(words: Words, bracket: int, letters: list[str]) -> int | None:
    """Walk left from the bracket while the initials of the content words spell the acronym backwards."""
    left = list(letters)
    for index in range(bracket - 1, max(-1, bracket - 14), -1):
        kind = words.kinds[index]
        if kind in CONTENT:
            if left and unaccented(words.forms[index])[0].upper() == left[-1]:
                left.pop()
                if not left:
                    return index
            elif kind not in "ojvw":
                return None
        elif kind not in "dletnpbuL-":
            return None
    return None
