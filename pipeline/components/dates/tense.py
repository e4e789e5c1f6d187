"""The time of the verb that governs an expression, read from the parse."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from spacy.attrs import IDX
from spacy.tokens import Doc, Token

from pipeline.components.dates.clause import ClauseSyntax
from pipeline.components.dates.context import Tense
from pipeline.components.dates.verbs import verbs_of
from pipeline.components.state import document_of

AUXILIARIES = ("aux", "aux:tense", "aux:pass", "cop", "auxpass")
CLIMB = 8
"""How many heads up a verb is looked for."""


def features(token: Token, name: str) -> list[str]:
    """Return the values of a morphological feature of a token."""
    return token.morph.get(name, [])


class ParsedSyntax:
    """Answers questions about a parsed Doc; see ``context.Syntax``."""

    def __init__(self, doc: Doc, language: str) -> None:
        self._doc = doc
        self._verbs = verbs_of(language).tense
        self._clause = ClauseSyntax(document_of(doc).text, language)
        self._telling = tuple(self._verbs.telling)
        self._times: dict[int, str | None] = {}  # a head with a thousand children is asked by each of them

    @cached_property
    def _starts(self) -> list[int]:
        return self._doc.to_array(IDX).tolist()

    def _token_at(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def tense(self, start: int, end: int) -> Tense:
        """Return the time of the nearest verb: that of the words of the clause, else that of the parse."""
        read = self._clause.tense(start, end)
        return read if read.time else self._of_parse(start, end)

    def state(self, start: int, end: int) -> bool:
        """Return whether the verb above is in the present, or a participle stands beside."""
        told = self._of_parse(start, end)
        return told.time == "present" or (told.participle and not told.direct) or self._clause.state(start, end)

    def _of_parse(self, start: int, end: int) -> Tense:
        """Return the time of the nearest verb above the expression: past, present or future."""
        first, last = self._token_at(start), self._token_at(end - 1)
        beside = self._participle_beside(first, last)
        if beside is not None:
            return beside
        node = self._doc[first]
        for _ in range(CLIMB):
            if node.head.i == node.i or not first <= node.head.i <= last:
                break
            node = node.head
        return self._above(node, first, last)

    def _above(self, node: Token, first: int, last: int) -> Tense:
        """Climb from the head of an expression to the first verb."""
        direct = True
        for _ in range(CLIMB):
            inside = first <= node.i <= last
            time = None if inside else self._time_of(node)
            if time is not None:
                return self._read(time, node, direct)
            if node.head.i == node.i:
                break
            if not inside and node.pos_ in ("NOUN", "PROPN", "PRON"):
                direct = False
            node = node.head
        return Tense()

    def _read(self, time: str, node: Token, direct: bool) -> Tense:
        if time == "planned":
            return Tense("future", direct=False)
        readings = {
            "now": Tense(None, direct=direct),
            "told": Tense("past", direct=False),
            "stated": Tense("past", direct=direct, participle=True),
        }
        return readings.get(time) or Tense(time, direct=direct)

    def _participle_beside(self, first: int, last: int) -> Tense | None:
        """Read *arrêtée début mai*, *prévue mardi*, *aujourd'hui fixé*: the parse often attaches these higher up."""
        before = first - 1
        while before > max(0, first - 4) and self._doc[before].pos_ in ("ADP", "DET", "PUNCT", "SPACE"):
            before -= 1
        for place in (before, last + 1):
            if not 0 <= place < len(self._doc) or place == first:
                continue
            token = self._doc[place]
            if token.pos_ not in ("VERB", "ADJ") or "Part" not in features(token, "VerbForm"):
                continue
            if any(child.dep_ in AUXILIARIES for child in token.children) or "Pres" in features(token, "Tense"):
                return None
            if token.lower_.startswith(self._verbs.planned):
                return Tense("future", direct=False, participle=place > last)
            return Tense("past", direct=place < first, participle=True)
        return None

    def _time_of(self, node: Token) -> str | None:
        """Return the time of one verb, read once."""
        if node.i not in self._times:
            time = self._time(node)
            self._times[node.i] = "planned" if time and self._is_condition(node) else time
        return self._times[node.i]

    def _time(self, node: Token) -> str | None:
        """Return the time of one verb, None if it has none of its own (an infinitive) or is no verb."""
        auxiliaries = [child for child in node.children if child.dep_ in AUXILIARIES]
        if node.pos_ not in ("VERB", "AUX") and not auxiliaries:
            return None
        if node.lower_.startswith(self._verbs.planned):
            return "planned"
        finite = [child for child in auxiliaries if "Fin" in features(child, "VerbForm")]
        if finite:
            return self._compound(finite, auxiliaries)
        form = features(node, "VerbForm")
        if "Fin" in form:
            return self._finite(node)
        if "Inf" in form or any("Inf" in features(child, "VerbForm") for child in auxiliaries):  # être adopté
            return "future" if node.head.lower_.startswith(self._verbs.ordering) else None
        return "stated" if "Part" in form and "Past" in features(node, "Tense") else None

    def _finite(self, node: Token) -> str | None:
        if "Imp" in features(node, "Mood"):
            return "future"
        if node.lower_ in self._verbs.modal:  # il faut deux heures; il faut signer
            lasting = node.lower_ in self._verbs.lasting
            return (
                "present" if lasting and not any("Inf" in features(c, "VerbForm") for c in node.children) else "future"
            )
        time = self._simple(node)
        if time != "present":
            return time
        if "1" in features(node, "Person"):  # nous débattons aujourd'hui: the day itself
            return "now"
        return "told" if node.lower_.startswith(self._telling) else time

    def _is_condition(self, node: Token) -> bool:
        return any(child.dep_ == "mark" and child.lower_ in self._verbs.condition for child in node.children)

    def _compound(self, finite: list[Token], auxiliaries: list[Token]) -> str | None:
        verb = finite[0]
        if verb.lower_ in self._verbs.modal:
            return "future"
        time = self._simple(verb)
        perfect = verb.dep_ == "aux:tense" or any(child.dep_ == "aux:tense" for child in auxiliaries)
        return "past" if perfect and time == "present" else time

    @staticmethod
    def _simple(verb: Token) -> str | None:
        if "Cnd" in features(verb, "Mood"):
            return "present"
        times = features(verb, "Tense")
        if "Fut" in times:
            return "future"
        if "Imp" in times or "Past" in times:
            return "past"
        return "present" if "Pres" in times else None

    def counts(self, start: int, end: int) -> bool:
        """Return whether the number counts the noun right of it (*2000 manifestants*)."""
        token = self._doc[self._token_at(start)]
        head = token.head
        before = self._doc[token.i - 1].lower_.lstrip("'’") if token.i else ""
        if before in self._verbs.dating and not token.text.endswith("00"):
            return False
        return (
            token.dep_ == "nummod"
            and head.i == token.i + 1
            and head.pos_ == "NOUN"
            and "Sing" not in features(head, "Number")
        )
