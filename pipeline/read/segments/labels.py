"""Labels of turns and the words around names of speakers, from ``rules/LANGUAGE/turns.toml``, compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.read.segments.furniture import LANGUAGES
from pipeline.read.segments.vocabulary import alternatives
from pipeline.rules.load import data_path, load_entries, load_table, validate
from pipeline.rules.rule import Rule

ROLES = ("question", "answer", "office", "crowd")
_WORD = r"[A-ZÀ-Ý](?:\.(?:-?[A-ZÀ-Ý]\.)*|[\w'’\-\u0300-\u036f]*)"
_GAP = r"[ \u00a0\u202f]"
NAME = rf"{_WORD}(?:{_GAP}(?:[a-zà-ÿ]{{1,4}}(?:{_GAP}|['’])){{0,2}}{_WORD}){{0,5}}"


class Label(Rule):
    """Words that label a turn by themselves, with the role of who speaks."""

    role: Literal["question", "answer", "office", "crowd"]
    forms: tuple[str, ...]


class Closing(Rule):
    """A paragraph that ends the last turn."""

    pattern: str


class TurnWords(BaseModel):
    """Words around names of speakers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    civilities: tuple[str, ...]
    not_labels: tuple[str, ...]
    interviewer: tuple[str, ...]
    chaired: tuple[str, ...]
    spokesperson: tuple[str, ...]
    address: tuple[str, ...]
    own: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True)
class TurnPatterns:
    """The labels and words of all languages, compiled."""

    question: re.Pattern[str]
    answer: re.Pattern[str]
    office: re.Pattern[str]
    named: re.Pattern[str]
    record: re.Pattern[str]
    closing: re.Pattern[str]
    not_label: re.Pattern[str]
    civility: re.Pattern[str]
    interviewer: re.Pattern[str]
    chaired: re.Pattern[str]
    spokesperson: re.Pattern[str]
    address: re.Pattern[str]
    own: re.Pattern[str]
    article: re.Pattern[str]


def rules() -> tuple[tuple[Label, ...], tuple[Closing, ...], tuple[TurnWords, ...]]:
    """Return the labels, closings and words of all languages."""
    labels: list[Label] = []
    closings: list[Closing] = []
    words: list[TurnWords] = []
    for language in LANGUAGES:
        path = data_path(language, "turns.toml")
        labels += load_entries(path, "label", Label)
        closings += load_entries(path, "closing", Closing)
        words.append(validate(TurnWords, load_table(path).get("words", {}), f"{language}/turns.toml: words"))
    return tuple(labels), tuple(closings), tuple(words)


@cache
def patterns() -> TurnPatterns:
    """Compile labels and words."""
    labels, closings, words = rules()
    groups = {role: alternatives([f for label in labels if label.role == role for f in label.forms]) for role in ROLES}

    def any_of(name: str) -> str:
        return alternatives([word for group in words for word in getattr(group, name)])

    civility = any_of("civilities")
    article = r"(?:(?:l[ea]s?|the)\s+|l['’])"
    office = rf"(?:(?:{civility}){_GAP})?{article}?(?:vice-?)?(?:{groups['office']})\b(?:{_GAP}[^.:!?\n]{{0,80}}?)?"
    titled = rf"(?i:{civility}){_GAP}"
    several = rf"(?:\s(?:et|and)\s{titled}{NAME})?"
    chair = rf"(?i:{article}(?:vice-?)?(?:{groups['office']}))\b[^.:!?\n]{{0,80}}?"
    function, party = r"(?:,\s?[^.:!?\n]{2,120}?)?", r"(?:\s?\([^()\n]{1,80}\))?"
    number = r"(?:\d{1,3}(?:[.-]\d{1,3})+\.?\s+)?"
    strong = r"\s?(?:\d{1,2}\s?)?(?::|[–—]\s|-\s|\.\s?[–—-]\s|(?<=\b[QRA])\.\s)\s*(?=\S)"
    flags = re.IGNORECASE
    return TurnPatterns(
        question=re.compile(rf"(?P<label>{groups['question']}){strong}", flags),
        answer=re.compile(rf"(?P<label>{groups['answer']}){strong}", flags),
        office=re.compile(rf"{number}(?P<label>{office}{party})\s?(?::|\.?\s?[–—]\s|\.\s?-\s)\s*(?=\S)", flags),
        named=re.compile(rf"{number}(?P<label>(?:{titled})?{NAME}{function}{party})\s?(?::|\.\s?[–—-])\s+(?=\S)"),
        record=re.compile(
            rf"{number}(?P<label>(?:{titled}(?:{NAME}{several}{function}|{chair})|(?i:{groups['crowd']})\b[^.:!?\n]{{0,60}}?){party})"
            r"\s?[.:](?:\s?[–—-])?\s+(?=\S)"
        ),
        closing=re.compile("|".join(f"(?:{closing.pattern})" for closing in closings), flags),
        not_label=re.compile(rf"(?:{any_of('not_labels')})\b", flags),
        civility=re.compile(rf"(?<!\w)(?:(?:{civility}){_GAP}+)+", flags),
        interviewer=re.compile(rf"(?:{any_of('interviewer')})\s+(?-i:(?P<name>{NAME}))", flags),
        chaired=re.compile(rf"(?:{any_of('chaired')})\s+(?:(?:{civility})\s+)?", flags),
        spokesperson=re.compile(rf"\b(?:{any_of('spokesperson')})\b", flags),
        address=re.compile(rf"\b(?:{any_of('address')})\b", flags),
        article=re.compile(rf"(?:{any_of('articles')})(?:{_GAP}|(?<=['’]))", flags),
        own=re.compile(rf"\b(?:{any_of('own')})\b", flags),
    )
