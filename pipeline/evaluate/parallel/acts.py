"""Pair the acts of two parallel documents: same tag, near by, the same parties, kind and content, one to one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import networkx

from pipeline.evaluate.agreement import sentence_starts
from pipeline.evaluate.parallel.cognates import NOTHING, Terms, inclusion, likeness, terms
from pipeline.evaluate.parallel.sentences import Bead, align_sentences
from pipeline.rules.registry import find
from pipeline.schema.models import Act, Argument, Entity
from pipeline.write.exchange import AnnotatedDocument

WEIGHTS = {"place": 3.0, "content": 2.0, "kind": 1.0, "actor": 1.0, "target": 1.0}
"""What each likeness counts; those that cannot be told are left out."""
PLACE = (1.0, 0.5, 0.2)
"""Likeness of acts in the same bead of sentences, in neighbouring ones, and in the next but one."""
ORDER = 0.05
"""What acts lose that stand at the beginning of one text and at the end of the other; it decides between equals."""
ENOUGH = 0.4


@dataclass(frozen=True, slots=True)
class Party:
    """Those who fill a role: Wikidata identifiers and countries, the terms of their names, and of persons' names."""

    ids: Terms = NOTHING
    countries: Terms = NOTHING
    names: Terms = NOTHING
    persons: Terms = NOTHING

    def __or__(self, other: Party) -> Party:
        return Party(*(getattr(self, name) | getattr(other, name) for name in self.__slots__))

    def likeness(self, other: Party) -> float | None:
        """Return how alike two parties are, None if nothing can be told."""
        return 1.0 if self.ids & other.ids else inclusion(self.names, other.names)

    def differs(self, other: Party) -> bool:
        """Tell whether two parties are surely not the same: two persons without a common name, or two countries."""
        if self.ids & other.ids or self.names & other.names:
            return False
        told = ((self.persons, other.persons), (self.countries, other.countries))
        return any(mine and theirs and not mine & theirs for mine, theirs in told)


@dataclass(slots=True)
class Side:
    """One of two parallel documents: its sentences, and its acts in text order with what they are compared by."""

    annotated: AnnotatedDocument
    language: str
    spans: list[tuple[int, int]] = field(init=False)
    acts: list[Act] = field(init=False)
    parties: list[dict[str, Party]] = field(init=False)
    contents: list[Terms] = field(init=False)

    def __post_init__(self) -> None:
        self.spans = [(x.start, x.end) for x in self.annotated.layers.sentences] or _spans(self.annotated)
        self.acts = sorted(self.annotated.layers.acts, key=lambda act: (act.cue_start, act.start))
        known = _known(self.annotated.layers.entities)
        self.parties = [{role: _party(act.role(role), known) for role in ("actor", "target")} for act in self.acts]
        self.contents = [self._content(act) for act in self.acts]

    def sentences(self) -> list[str]:
        """Return the texts of the sentences."""
        return [self.annotated.text[start:end].strip() for start, end in self.spans]

    def depth(self, number: int) -> float:
        """Return where in the text an act stands, 0 to 1."""
        return self.acts[number].cue_start / max(1, len(self.annotated.text))

    def sentence_of(self, offset: int) -> int:
        """Return the number of the sentence at or before an offset."""
        return max(0, bisect_right(self.spans, offset, key=lambda span: span[0]) - 1)

    def _content(self, act: Act) -> Terms:
        """Return the terms of what the act is about, else of its clause, with the values of the dates in it."""
        said = terms(*(item.text or item.name for item in act.role("content"))) or terms(act.text)
        dates = (x.value for x in self.annotated.layers.dates if act.start <= x.start and x.end <= act.end)
        return said | frozenset(value for value in dates if value)


@dataclass(frozen=True, slots=True)
class ActPair:
    """An act in both languages, or in one only; ``score`` (0 to 1) says how alike the two are."""

    french: Act | None
    english: Act | None
    score: float | None = None
    differs: tuple[str, ...] = ()

    @property
    def found(self) -> str:
        """Where the act was found: ``both``, ``fr`` or ``en``."""
        return "both" if self.french and self.english else "fr" if self.french else "en"

    @property
    def act(self) -> Act:
        """The act, the French one if there are two."""
        act = self.french or self.english
        assert act is not None
        return act


@dataclass(frozen=True, slots=True)
class Alignment:
    """What corresponds in two parallel documents: sentences, and acts with the number of the bead that holds them."""

    french: Side
    english: Side
    beads: list[Bead]
    pairs: list[ActPair]
    places: list[int]


def align_documents(french: AnnotatedDocument, english: AnnotatedDocument) -> Alignment:
    """Align the sentences and acts of two parallel documents; the pairs come in the order of the texts."""
    left, right = Side(french, "fr"), Side(english, "en")
    beads = align_sentences(left.sentences(), right.sentences())
    places = _places(left, [bead.french for bead in beads]), _places(right, [bead.english for bead in beads])
    graph: networkx.Graph = networkx.Graph()
    for i, j, score in _candidates(left, right, places):
        graph.add_edge(i, -1 - j, weight=score)
    chosen = {tuple(sorted(edge, reverse=True)) for edge in networkx.max_weight_matching(graph)}
    english_of = {i: -1 - j for i, j in chosen}
    pairs = [
        (place, _pair(left, right, i, english_of[i], graph) if i in english_of else ActPair(left.acts[i], None))
        for i, place in enumerate(places[0])
    ]
    taken = set(english_of.values())
    pairs += [(place, ActPair(None, right.acts[j])) for j, place in enumerate(places[1]) if j not in taken]
    pairs.sort(key=lambda item: item[0])
    return Alignment(left, right, beads, [pair for _, pair in pairs], [place for place, _ in pairs])


def _spans(annotated: AnnotatedDocument) -> list[tuple[int, int]]:
    """Return the sentences of a document whose annotations hold none, each up to the next."""
    starts = sentence_starts(annotated)
    return list(zip(starts, [*starts[1:], len(annotated.text)], strict=True))


def _places(side: Side, ranges: Sequence[tuple[int, int]]) -> list[int]:
    """Return for each act the number of the bead that holds its cue."""
    beads = {sentence: number for number, (first, last) in enumerate(ranges) for sentence in range(first, last)}
    return [beads[side.sentence_of(act.cue_start)] for act in side.acts]


def _candidates(left: Side, right: Side, places: tuple[list[int], list[int]]) -> Iterator[tuple[int, int, float]]:
    for i, here in enumerate(places[0]):
        first, last = bisect_right(places[1], here - len(PLACE)), bisect_right(places[1], here + len(PLACE) - 1)
        for j in range(first, last):
            if left.acts[i].tag == right.acts[j].tag:
                score = _score(left, right, i, j, PLACE[abs(here - places[1][j])])
                if score >= ENOUGH:
                    yield i, j, score


def _score(left: Side, right: Side, i: int, j: int, place: float) -> float:
    """Return the weighted mean of all likenesses that can be told, a little less for acts of another depth."""
    likenesses = {
        "place": place,
        "content": likeness(left.contents[i], right.contents[j]),
        "kind": _kind(left.acts[i], right.acts[j]),
        **{role: left.parties[i][role].likeness(right.parties[j][role]) for role in ("actor", "target")},
    }
    known = {name: value for name, value in likenesses.items() if value is not None}
    mean = sum(WEIGHTS[name] * value for name, value in known.items()) / sum(WEIGHTS[name] for name in known)
    return mean - ORDER * abs(left.depth(i) - right.depth(j))


def _kind(french: Act, english: Act) -> float:
    """Return how alike two acts of one tag are in kind: rules of one family, one subtype, both satellites or not."""
    family = _family(french.rule_id, "fr")
    if family is not None and family == _family(english.rule_id, "en"):
        return 1.0
    same_subtype, same_rank = french.subtype == english.subtype, french.satellite == english.satellite
    return 0.25 + 0.5 * same_subtype + 0.25 * same_rank


@cache
def _family(rule_id: str, language: str) -> str | None:
    return next((rule.fields.get("family") for rule in find(rule_id) if rule.language == language), None)


def _known(entities: Sequence[Entity]) -> dict[str, Party]:
    """Return what is known of the entities of a document, by cluster and by name."""
    known: dict[str, Party] = {}
    for entity in entities:
        names = terms(entity.canonical, entity.name_fr, entity.name_en)
        party = Party(_set(entity.wikidata), _set(entity.country), names, names if entity.label == "PER" else NOTHING)
        for key in filter(None, (entity.entity_id, entity.canonical)):
            known[key] = known.get(key, Party()) | party
    return known


def _set(value: str | None) -> Terms:
    return NOTHING if value is None else Terms((value,))


def _party(arguments: Sequence[Argument], known: dict[str, Party]) -> Party:
    """Return what is known of those who fill a role, by their names, for want of names by their words."""
    found = Party()
    for item in arguments:
        found |= known.get(item.entity_id or item.name or "", Party()) | Party(names=terms(item.name or item.text))
    return found


def _pair(left: Side, right: Side, i: int, j: int, graph: networkx.Graph) -> ActPair:
    """Return a pair of acts with what differs between them."""
    french, english = left.acts[i], right.acts[j]
    differs = [name for name in ("polarity", "status", "satellite") if getattr(french, name) != getattr(english, name)]
    differs += [role for role in ("actor", "target") if left.parties[i][role].differs(right.parties[j][role])]
    return ActPair(french, english, round(graph[i][-1 - j]["weight"], 3), tuple(differs))
