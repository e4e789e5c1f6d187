"""Page furniture: interface terms, breadcrumbs, teasers, notices, as whole lines and at the edges of flattened lines.

The terms and patterns are data (``rules/fr/page.toml``, ``rules/en/page.toml``); both languages are always tried, as
pages mix them. A line is furniture if a pattern matches it, if it is a breadcrumb, or if terms, separators and
counters use it up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.read.segments.lines import Block
from pipeline.rules.load import data_path, load_entries
from pipeline.rules.rule import Rule

LANGUAGES = ("fr", "en")
LONGEST_LINE = 300
EDGE = 600  # how far from the ends of a flattened text furniture is looked for

_SEPARATORS = re.compile(r"(?:[\s\[\](){}<>|/\\·•*›»←→▶►:;+–—-]|\(?\d+\)?)+")
_STRONG = re.compile(r"[\[\]|·•*›→▶►>]")
_TRAIL = re.compile(r"\s+(?:>|›|»|→|/|\||::)\s+")
_SENTENCE = re.compile(r"[.!?…;]\s*$")
_WORD = re.compile(r"\w+")
_CAMEL = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]*(?=[A-ZÀ-Ý])")
_DIGITS = re.compile(r"\d{2}[/.]\d{2}|\d{4}")


class Term(Rule):
    """A button or link: what it does (``role``) and how it is written."""

    role: Literal["action", "place", "network", "rubric"]
    forms: tuple[str, ...]


class FurnitureLine(Rule):
    """A line of furniture, known by a pattern that is matched from its start.

    ``heads_list``: the lines right after it belong to it. ``tail``: it may also end a flattened text.
    """

    pattern: str
    heads_list: bool = False
    tail: bool = False


@dataclass(frozen=True)
class Run:
    """Consecutive interface terms: where they end, how many there are, of which roles."""

    end: int
    count: int
    roles: frozenset[str]
    first: str
    strong: bool


NO_RUN = Run(-1, 0, frozenset(), "", False)


def _spelled(form: str) -> str:
    """Return a pattern for a form: any white space, either apostrophe, accents optional on capitals."""
    return re.escape(form).replace(r"\ ", r"\s+").replace("’", "['’]")


@cache
def rules() -> tuple[tuple[Term, ...], tuple[FurnitureLine, ...]]:
    """Return the terms and line patterns of all languages."""
    terms: list[Term] = []
    patterns: list[FurnitureLine] = []
    for language in LANGUAGES:
        path = data_path(language, "page.toml")
        terms += load_entries(path, "term", Term)
        patterns += load_entries(path, "line", FurnitureLine)
    return tuple(terms), tuple(patterns)


@cache
def _term_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    roles = {form.replace("’", "'"): term.role for term in rules()[0] for form in term.forms}
    longest_first = sorted(roles, key=len, reverse=True)
    alternatives = "|".join(_spelled(form.replace("'", "’")) for form in longest_first)
    return re.compile(rf"(?:{alternatives})(?:(?!['’\w])|(?=(?-i:[A-ZÀ-Ý][a-zà-ÿ])))", re.IGNORECASE), roles


@cache
def _first_words() -> frozenset[str]:
    """Return the words with which terms begin: most lines begin otherwise."""
    return frozenset(match.group() for form in _term_pattern()[1] if (match := _WORD.match(form)))


def _may_begin(word: str) -> bool:
    """Tell whether a term may begin with a word, or with its first part where links are run together (*FacebookX*)."""
    first = _CAMEL.match(word)
    return word.lower() in _first_words() or (first is not None and first.group().lower() in _first_words())


@cache
def _heading_pattern() -> re.Pattern[str]:
    return _any_of(lambda rule: rule.heads_list)


@cache
def _line_pattern() -> re.Pattern[str]:
    return _any_of(lambda rule: True)


def _any_of(wanted: Callable[[FurnitureLine], bool]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{rule.pattern})" for rule in rules()[1] if wanted(rule)), re.IGNORECASE)


@cache
def _notice_pattern() -> re.Pattern[str]:
    return _any_of(lambda rule: rule.tail)


@cache
def _tail_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<=[.!?…»\"”)])\s+(?:{_notice_pattern().pattern})", re.IGNORECASE)


def term_run(text: str, start: int, end: int) -> Run:
    """Read interface terms from ``start`` on as far as they go."""
    word = _WORD.match(text, start, end)
    if word and not _may_begin(word.group()) and not word.group().isdigit():
        return NO_RUN
    pattern, roles = _term_pattern()
    position, count, found, first, strong = start, 0, set[str](), "", False
    last = start
    while position < end:
        gap = _SEPARATORS.match(text, position, end)
        if gap:
            strong = strong or bool(_STRONG.search(gap.group()))
            position = gap.end()
            last = position
        word = _WORD.match(text, position, end)
        match = pattern.match(text, position, end) if word and _may_begin(word.group()) else None
        if match is None:
            break
        form = " ".join(match.group().lower().replace("’", "'").split())
        found.add(roles.get(form, "action"))
        first = first or form
        count += 1
        position = last = match.end()
    return Run(last, count, frozenset(found), first, strong)


def heads_list(text: str, start: int, end: int) -> bool:
    """Tell whether a line is furniture that the lines right after it belong to: *Lire aussi*."""
    return end - start <= LONGEST_LINE and _heading_pattern().match(text, start, end) is not None


def is_furniture(text: str, start: int, end: int) -> bool:
    """Tell whether a line is furniture."""
    if end - start > LONGEST_LINE:
        return False
    if _line_pattern().match(text, start, end):
        return True
    run = term_run(text, start, end)
    if run.count and (run.end >= end or _is_notice(text, run.end, end)):
        return run.count > 1 or run.end < end or "action" in run.roles or run.strong
    return _is_breadcrumb(text[start:end])


def _is_notice(text: str, start: int, end: int) -> bool:
    """Tell whether what follows the links of a line is a copyright notice or the like."""
    return _notice_pattern().match(text, start, end) is not None


def _is_breadcrumb(line: str) -> bool:
    """Tell a path or menu of short items (*Radio > Podcasts > L'invité*) from prose with a stroke in it."""
    parts = _TRAIL.split(line)
    if len(parts) < 2 or _SENTENCE.search(line) or _DIGITS.search(line):
        return False
    if any(len(part.split()) > 8 or len(part) > 60 for part in parts):
        return False
    home = term_run(parts[0], 0, len(parts[0]))
    if home.count and home.end >= len(parts[0]) and "place" in home.roles:
        return True
    separators = set(_TRAIL.findall(line))
    pointed = any(">" in s or "›" in s for s in separators)
    return len(parts) >= (2 if pointed else 3) and not any(part[:1].islower() for part in parts[1:])


def mark(text: str, blocks: Iterable[Block]) -> list[Block]:
    """Set the kind of furniture lines and split off furniture at the edges of the others."""
    lines = list(blocks)
    flat = len(lines) <= 3
    marked: list[Block] = []
    heading = False
    for number, block in enumerate(lines):
        alone = is_furniture(text, block.start, block.end)
        listed = heading and block.gap == 1 and _is_listed(text, block)
        if alone or listed or (number == 0 and _is_site_head(text, lines)):
            block.kind = "furniture"
            marked.append(block)
        else:
            marked += _split_edges(text, block, flat)
        heading = listed or (alone and heads_list(text, block.start, block.end))
    return marked


def _is_listed(text: str, block: Block) -> bool:
    line = block.text(text)
    return len(line) <= LONGEST_LINE and (line[0] in ">•*-–—»→▶" or not re.search(r"[.!…]\s*$", line))


def _is_site_head(text: str, lines: list[Block]) -> bool:
    """Tell a first line such as *Le Quotidien / Région*: two short items, then a blank line."""
    parts = _TRAIL.split(lines[0].text(text))
    stands_apart = len(lines) > 1 and lines[1].gap > 1
    return stands_apart and len(parts) == 2 and all(0 < len(part.split()) <= 5 and len(part) <= 40 for part in parts)


def _split_edges(text: str, block: Block, flat: bool) -> Iterator[Block]:
    """Yield a line without the furniture at its start and, in a flattened text, after its title and at its end."""
    start, end = block.start, block.end
    cuts: list[tuple[int, int]] = []
    run = term_run(text, start, min(end, start + EDGE))
    bracketed = text[start] == "[" and run.count
    if bracketed or (run.count > 1 and _is_bar(text, start, run)):
        cuts.append((start, run.end))
    if flat and end - start > LONGEST_LINE:
        cuts += _inner_bars(text, cuts[-1][1] if cuts else start, min(end, start + EDGE))
        tail = _tail_pattern().search(text, max(start, end - EDGE), end)
        if tail and not _SENTENCE.search(text[tail.start() : end]):
            cuts.append((tail.start(), end))
    yield from cut(text, block, cuts)


def _is_bar(text: str, start: int, run: Run) -> bool:
    """Tell a run of terms from a sentence that happens to begin with such words: each is a title-case link."""
    words = [word for word in text[start : run.end].split() if word[:1].isalpha()]
    home = run.first in ("accueil", "home", "page d'accueil")
    return (home or "action" in run.roles) and words[0][:1].isupper() and (run.count > 2 or run.strong or home)


def _inner_bars(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield bars such as *Partager Imprimer* inside the head of a flattened text."""
    position = start
    for word in re.finditer(r"(?<=\s)[A-ZÀ-Ý]\w+", text[start:end]):
        begin = start + word.start()
        if begin < position:
            continue
        run = term_run(text, begin, end)
        if run.count > 1 and "action" in run.roles and text[run.end - 1 : run.end].isspace():
            yield begin, run.end
            position = run.end


def cut(text: str, block: Block, cuts: Iterable[tuple[int, int]], kind: str = "furniture") -> Iterator[Block]:
    """Yield a block in pieces: the cut spans with their kind and what is left between them, white space trimmed."""
    position, gap = block.start, block.gap
    pieces: list[tuple[int, int, str]] = []
    for start, end in cuts:
        pieces += [(position, start, block.kind), (start, end, kind)]
        position = end
    pieces.append((position, block.end, block.kind))
    for start, end, piece_kind in pieces:
        piece = text[start:end]
        lead, tail = len(piece) - len(piece.lstrip()), len(piece) - len(piece.rstrip())
        if lead < len(piece):
            yield Block(start + lead, end - tail, piece_kind, gap)
            gap = 0
