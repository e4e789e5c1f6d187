"""Who speaks in a turn: the person or institution that the label, an earlier label, the title or the byline names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.read.segments.labels import NAME, patterns
from pipeline.read.segments.lines import Block
from pipeline.read.segments.turns import Turn
from pipeline.read.segments.vocabulary import patterns as head_patterns

_PARTY = re.compile(r"\s*\([^()]*\)")
_NAME = re.compile(NAME)
_FULL_NAME = re.compile(rf"(?<![\w.]){NAME}")
_WORDS = re.compile(r"[^\W\d_]{3,}")


def names(text: str, blocks: Sequence[Block], turns: Sequence[Turn]) -> list[str | None]:
    """Return for each turn the name of its speaker, or None where the page does not say."""
    head = [b.text(text) for b in blocks[: turns[0].first]] if turns else []
    title = next((block.text(text) for block in blocks if block.kind == "title"), "")
    known = _Known(text, head, title, [turn.label for turn in turns if turn.label])
    if any(turn.kind == "answer" and turn.label is None for turn in turns) and known.answerer is None:
        known.answerer = _interviewee(title, head, _interviewer(text))
    dashes = _dash_speakers(text, title, head, turns)
    return [dashes.get(number) if turn.kind == "dash" else known.name(turn) for number, turn in enumerate(turns)]


class _Known:
    """The names that a page gives to labels."""

    def __init__(self, text: str, head: Sequence[str], title: str, labels: Sequence[str]) -> None:
        self.text, self.title = text, title
        self.labels = list(dict.fromkeys(labels))
        self._cases: dict[str, str] = {}
        self._holders: dict[str, str | None] = {}
        self.answerer = _answerer([title, *head])

    def name(self, turn: Turn) -> str | None:
        """Return the name of the speaker of a labelled turn."""
        if turn.kind == "question":
            return None
        if turn.kind == "answer" and (turn.label is None or patterns().answer.match(turn.label + ": x")):
            return self.answerer
        label = turn.label or ""
        own = _name_in(label)
        if own:
            return self._cased(own)
        if label not in self._holders:
            self._holders[label] = self._holder(label)
        return self._holders[label]

    def _cased(self, name: str) -> str:
        """Return a name in capitals as the page writes it elsewhere, if it does."""
        if not name.isupper():
            return name
        if name not in self._cases:
            titled = name.title()
            found = titled in self.text and re.search(rf"(?<!\w){re.escape(titled)}(?!\w)", self.text)
            self._cases[name] = titled if found else name
        return self._cases[name]

    def _holder(self, label: str) -> str | None:
        """Return who holds the office of a label: a fuller label with that office, or who is said to preside."""
        office = {word.casefold() for word in _WORDS.findall(patterns().civility.sub("", label))}
        for other in self.labels:
            name = _name_in(other)
            if name and office and office <= {word.casefold() for word in _WORDS.findall(other)} | _articles(office):
                return self._cased(name)
        if patterns().spokesperson.search(label):
            return self.answerer
        chaired = patterns().chaired.search(self.text)
        match = _NAME.match(self.text, chaired.end()) if chaired and _presides(label) else None
        return match.group() if match else None


def _articles(office: Iterable[str]) -> set[str]:
    return {word for word in office if len(word) <= 3}


def _presides(label: str) -> bool:
    return bool(
        re.match(
            r"(?:M\.|Mme|Mr|Ms|Madame|Monsieur)?\s*(?:l[ea]\s|the\s)?(?:président|présidente|chair|president)",
            label,
            re.I,
        )
    )


def _name_in(label: str) -> str | None:
    """Return the personal or media name in a label, without civility, function and party."""
    bare = _PARTY.sub("", label)
    bare = patterns().civility.sub("", bare).split(",")[0].strip()
    if patterns().office.match(bare + ": x") or patterns().question.match(bare + ": x"):
        return None
    match = _NAME.match(bare)
    return bare if match and match.end() == len(bare) else None


def _answerer(head: Sequence[str]) -> str | None:
    """Return who answers the press: the person named next to *porte-parole* in the head, else the office as written."""
    p = patterns()
    for line in head:
        spokesperson = p.spokesperson.search(line)
        if spokesperson is None:
            continue
        rest = line[spokesperson.end() :]
        civil = re.search(rf"(?:{p.civility.pattern})(?-i:({NAME}))", rest, re.IGNORECASE)
        direct = re.match(rf"\s*,?\s*({NAME})", rest)
        if civil or direct:
            return (civil or direct)[1]  # type: ignore[index]
        body = head_patterns().body_name.search(rest)
        if body and body.start() < 12:
            return line[spokesperson.start() : spokesperson.end() + body.end()].strip()
    return None


def _dash_speakers(text: str, title: str, head: Sequence[str], turns: Sequence[Turn]) -> dict[int, str | None]:
    """Return the names in a dialogue of dashes: it begins with the interviewer, and they take turns."""
    dashes = [number for number, turn in enumerate(turns) if turn.kind == "dash"]
    if not dashes:
        return {}
    interviewer = _interviewer(text)
    interviewee = _interviewee(title, head, interviewer)
    speakers: dict[int, str | None] = {}
    for position, number in enumerate(dashes):
        speakers[number] = interviewee if position % 2 else interviewer
    return speakers


def _is_thing(name: str) -> bool:
    """Tell whether words in capitals begin with an article or an office: *La Lys*, *Préfète du Nord*."""
    p = patterns()
    return p.article.match(name) is not None or p.office.match(name + ": x") is not None


def _interviewer(text: str) -> str | None:
    asked = patterns().interviewer.search(text)
    return asked["name"] if asked else None


def _interviewee(title: str, head: Sequence[str], interviewer: str | None) -> str | None:
    """Return the person whom the title or the paragraphs before the dialogue name most."""
    story = "\n".join([title, *head])
    found = [match.group() for match in _FULL_NAME.finditer(story)]
    found = [name for name in found if name != interviewer and 2 <= len(name.split()) <= 4 and not _is_thing(name)]
    return max(dict.fromkeys(found), key=lambda name: (name in title, found.count(name)), default=None)
