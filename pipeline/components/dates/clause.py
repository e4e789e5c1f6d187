"""The time of the verb beside an expression, read from the forms of the words of its sentence.

A statistical parse takes rare futures for presents and hangs dates on the wrong verb; endings and auxiliaries are
sure. So these are looked at first: the nearest sign in the clause of the expression, then in the rest of its sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.components.dates.context import Tense
from pipeline.components.dates.grammar import grammar_of
from pipeline.components.dates.verbs import Verbs, verbs_of

REACH = 240
"""How far, in characters, a sentence is looked at on either side."""
FEW = 3
"""With fewer words before it, a date heads its sentence."""
LIMIT = re.compile(r"[.!?…;](?=\s|[»”\"])|[:«»“”\"()\n]")
"""What ends a sentence, or the words of another voice."""
SHORT = re.compile(r"(?:^|\W)(?:[A-ZÉ][a-z]{0,2}|[a-z]|\d{1,2})$")
"""An abbreviation (*M.*, *p.m.*) or a number before a full stop."""
WORD = re.compile(r"[^\W\d_]+|,")


@dataclass(frozen=True, slots=True)
class Sign:
    """What the word at a place of a sentence says about time."""

    place: int
    time: str
    earlier: bool = False


class ClauseSyntax:
    """Answers about tense from the text alone; see ``context.Syntax``."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._verbs: Verbs = verbs_of(language)
        self._speaking = self._verbs.speaking
        self._weekdays = grammar_of(language).vocabulary.values["WEEKDAY"]

    def tense(self, start: int, end: int) -> Tense:
        """Return the time of the nearest verb of the sentence: past, future, or none that the forms tell."""
        left, right = self._left(start), self._right(end)
        toward = self._toward(left, self._text[start:end].lower())
        if toward is not None:
            return toward
        beside = self._participle_beside(left)
        if beside is not None:
            return beside
        return self._nearest(left, right)

    def state(self, start: int, end: int) -> bool:
        """Return whether the expression is the complement of a noun (*la France d'aujourd'hui*)."""
        left = self._left(start)
        return bool(left) and left[-1] in self._verbs.tense.of

    def counts(self, start: int, end: int) -> bool:
        """Return False: words alone do not tell whether a number counts what follows."""
        return False

    def _left(self, start: int) -> list[str]:
        """Return the words of the sentence before a place."""
        text = self._text[max(0, start - REACH) : start]
        cut = 0
        for limit in LIMIT.finditer(text):
            if self._ends(text, limit):
                cut = limit.end()
        return self._words(text[cut:])

    def _right(self, end: int) -> list[str]:
        """Return the words of the sentence after a place."""
        text = self._text[end : end + REACH]
        for limit in LIMIT.finditer(text):
            if self._ends(text, limit):
                return self._words(text[: limit.start()])
        return self._words(text)

    def _words(self, text: str) -> list[str]:
        """Return the words in small letters; names, which have the endings of any verb, as an asterisk.

        The first word of a request keeps its capital.
        """
        words = WORD.findall(text)
        signs = self._verbs.tense
        request = words[0] if len(words) > 1 and words[0] in signs.request and words[1] in signs.requested else None
        return [
            "*" if number and word[0].isupper() and not word.isupper() else (not number and request) or word.lower()
            for number, word in enumerate(words)
        ]

    @staticmethod
    def _ends(text: str, limit: re.Match[str]) -> bool:
        """Whether a sign ends the sentence: not the full stop of *M.* or of a number."""
        return limit[0] != "." or SHORT.search(text[max(0, limit.start() - 4) : limit.start()]) is None

    def _toward(self, left: list[str], expression: str) -> Tense | None:
        """Read *pour lundi*, *à lundi*, *reporté au 3 mai*: the date lies ahead of what is told."""
        signs = self._verbs.tense
        if not left:
            return None
        if left[-1] in signs.toward and expression.split(maxsplit=1)[0] in self._weekdays:
            return Tense("future", direct=True)
        near = left[-8:]
        if any(word in signs.toward or word in signs.addressed for word in near[-2:]):
            for word in near:
                if word.startswith(signs.postponed) and not word.endswith(("er", "ement")):
                    return Tense("future", direct=True)
        return None

    def _participle_beside(self, left: list[str]) -> Tense | None:
        """Read *arrêtée début mai*, *prévue mardi*: the participle that the date hangs on."""
        place = len(left) - 1
        while place > len(left) - 4 and place >= 0 and left[place] in self._verbs.tense.link:
            place -= 1
        if place < 0:
            return None
        word = left[place]
        auxiliary = self._auxiliary(left, place)
        if (
            word.startswith(self._verbs.tense.planned) and auxiliary and auxiliary in self._verbs.past
        ):  # was due, whether it is past or not
            return Tense()
        if word.startswith(self._verbs.tense.planned) and auxiliary not in self._verbs.tense.have:
            return Tense("future", direct=True)
        if word in self._verbs.participle and auxiliary is None:
            return Tense("past", direct=True, participle=True)
        return None

    def _auxiliary(self, words: list[str], place: int) -> str | None:
        """Return the auxiliary before a participle."""
        signs = self._verbs.tense
        for step in range(1, 5):
            if place < step or words[place - step] in signs.barrier:
                return None
            word = words[place - step]
            forms = (signs.have, signs.be, signs.to_be, self._verbs.past, self._verbs.future, self._verbs.conditional)
            if any(word in form for form in forms):
                return word
        return None

    def _nearest(self, left: list[str], right: list[str]) -> Tense:
        """Return the time of the nearest sign: in the clause, before or after, then farther."""
        signs = self._verbs.tense
        before, after = self._signs(left), self._signs(right)
        opened = max((n for n, word in enumerate(left) if word == "," or word in signs.clause), default=-1)
        inside = [sign for sign in before if sign.place > opened]
        if inside:
            return self._tense(inside[-1], direct=True)
        skipped = 1 if right[:1] == [","] else 0
        closed = next(
            (n for n, word in enumerate(right) if n >= skipped and (word == "," or word in signs.clause)), len(right)
        )
        near = [sign for sign in after if sign.place < closed]
        if near and (skipped == 0 or opened < 1 or left[opened - 1] in signs.clause):
            return self._tense(near[0], direct=skipped == 0)
        if before:
            return self._tense(before[-1], direct=False)
        return self._tense(after[0], direct=len(left) < FEW) if after else Tense()

    @staticmethod
    def _tense(sign: Sign, *, direct: bool) -> Tense:
        time = sign.time if sign.time != "open" else None
        return Tense(time, direct=direct or sign.time == "present", earlier=sign.earlier)

    def _signs(self, words: list[str]) -> list[Sign]:
        """Return what the words say, in order."""
        found: list[Sign] = []
        speaking = self._speaking
        for place in [place for place, word in enumerate(words) if speaking[word]]:
            word = words[place]
            done = found and found[-1].place >= place  # by the auxiliary before: its participle may still call for more
            sign = self._calling(words, place, word) if done else self._sign(words, place, word)
            if sign is not None:
                found.append(sign)
        return found

    def _sign(self, words: list[str], place: int, word: str) -> Sign | None:
        signs = self._verbs.tense
        if word in signs.have:
            done = self._participle_after(words, place)
            return Sign(done, "past", earlier=word in self._verbs.past) if done else None
        if word in signs.be:
            return self._being(words, place)
        if (word in signs.modal or word in signs.modal_past) and self._infinitive_after(words, place):
            return Sign(place, "future" if word in signs.modal else "open")
        return self._form(words, place, word) or self._planning(words, place, word)

    def _form(self, words: list[str], place: int, word: str) -> Sign | None:
        """Read the ending of a verb."""
        verbs = self._verbs
        if word in verbs.future:
            return Sign(place, "future")
        if word in verbs.conditional:  # il aurait signé lundi: hearsay about the past; il signerait: what was to come
            done = word[:2] == "au" and self._participle_after(words, place)
            return Sign(place, "past" if done else "future")
        if word not in verbs.past or (word in verbs.participle and self._auxiliary(words, place) in verbs.tense.to_be):
            return None  # will be published
        return Sign(place, "past")

    def _planning(self, words: list[str], place: int, word: str) -> Sign | None:
        """Read verbs of planning, calling, ordering and saying."""
        signs = self._verbs.tense
        if word.startswith(signs.planned):
            return Sign(place, "future")
        if word in signs.scheduled and not (place and self._form(words, place - 1, words[place - 1])):  # prendra fin
            return Sign(place, "present")
        if word in signs.request:
            return Sign(place, "future")
        called = self._calling(words, place, word)
        if called is not None:
            return called
        return Sign(place, "past") if word in signs.telling else None

    def _calling(self, words: list[str], place: int, word: str) -> Sign | None:
        """Read *appelle à la grève*, *demande au préfet de réunir*: what follows lies ahead."""
        signs = self._verbs.tense
        following = words[place + 1 : place + 10]
        if word.startswith(signs.calling) and following[:1] and following[0] in signs.addressed:
            return Sign(place + 1, "future")
        if word.startswith(signs.ordering):
            for step, (marker, verb) in enumerate(pairwise(following)):
                if marker in signs.marker and self._is_infinitive(verb):
                    return Sign(place + step + 2, "future")
        return None

    def _being(self, words: list[str], place: int) -> Sign | None:
        """Read the present of *être*: *s'est rendu* is past, *est prévu* ahead, *est reçu* says nothing."""
        signs = self._verbs.tense
        done = self._participle_after(words, place)
        if done is None:
            return None
        word = words[done]
        if word.startswith(signs.planned):
            return Sign(done, "future")
        moved = word.startswith(signs.moved) or any(w in signs.reflexive for w in words[max(0, place - 2) : place])
        return Sign(done, "past" if moved else "present")

    def _participle_after(self, words: list[str], place: int) -> int | None:
        """Return the place of the participle that an auxiliary governs."""
        for step in range(1, 5):
            if place + step >= len(words) or words[place + step] in self._verbs.tense.barrier:
                return None
            word = words[place + step]
            if word in self._verbs.participle or word.startswith(self._verbs.tense.planned):
                return place + step
        return None

    def _infinitive_after(self, words: list[str], place: int) -> bool:
        return any(self._is_infinitive(word) for word in words[place + 1 : place + 6])

    def _is_infinitive(self, word: str) -> bool:
        return len(word) > 3 and word.endswith(self._verbs.tense.infinitive)
