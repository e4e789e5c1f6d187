"""Fill the roles of a cue: paths of its frame, then what the text leaves implicit."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache
from operator import attrgetter

from pipeline.components.acts.complements import enumerated
from pipeline.components.acts.paths import Path, follow, parse_path
from pipeline.components.acts.phrases import Filler, noun_phrase
from pipeline.components.acts.reading import QUOTES
from pipeline.components.acts.site import Site
from pipeline.rules.acts import ActRuleBase, Frame

# Content and target first where the actor's paths may build on them.
ORDER = ("target", "content", "actor")
# Steps that set the extent of a content themselves.
OWN_EXTENT = frozenset({"modified@head", "qualified@head", "following@head", "list@head", "phrase@head", "phrase@tail"})


Roles = tuple[tuple[str, tuple[Path, ...]], ...]


@cache
def frame_paths(rules: ActRuleBase, frame_id: str) -> tuple[Roles, Roles]:
    """Return the parsed paths of a frame per role, in the order in which roles are filled, for either pass."""
    frame = rules.frames[frame_id]
    first = tuple((role, tuple(parse_path(text, rules) for text in getattr(frame, role))) for role in ORDER)
    second = ((role, tuple(path for path in paths if path.depends)) for role, paths in first)
    return first, tuple((role, paths) for role, paths in second if paths)


def fill(site: Site, frame: Frame) -> None:
    """Fill ``site.fillers`` role by role; a role whose paths lead nowhere stays empty.

    A second pass tries the roles that build on others (``that-subject``, ``possessor@content``).
    """
    for second, roles in enumerate(frame_paths(site.reading.rules, frame.id)):
        if second:
            _leave_clauses(site)
        for role, paths in roles:
            if site.fillers.get(role):
                continue
            for path in paths:
                found = [f for f in follow(site, path) if _sound(site, f, role)]
                if found:
                    for filler in found:
                        filler.path = path.label
                    site.fillers[role] = found
                    break
    _reciprocate(site)
    _widen(site)
    _part(site)
    _close(site)


def _leave_clauses(site: Site) -> None:
    """Give up addressees found inside the clause that is demanded: *that Uganda withdraw from the island*."""
    contents = site.fillers.get("content", [])
    clauses = [filler for filler in contents if filler.kind == "clause" and filler.first > site.match.last]
    targets = site.fillers.get("target", [])
    if clauses and targets and targets[0].path.startswith("after"):
        site.fillers["target"] = [
            target for target in targets if not any(c.first <= target.first and target.last <= c.last for c in clauses)
        ]


def _reciprocate(site: Site) -> None:
    """Let those who accuse *each other* stand on both sides (annotation guide, A5)."""
    reading, last = site.reading, site.match.last
    following = " ".join(reading.words[last + 1 : last + 3])
    if following in reading.grammar["reciprocal"] and site.fillers.get("actor"):
        site.fillers["target"] = [filler.copy() for filler in site.fillers["actor"]]


def _sound(site: Site, filler: Filler, role: str) -> bool:
    if filler.first > filler.last:
        return False
    if role == "content":  # what is asked of somebody is not somebody
        dative = (f for f in site.fillers.get("target", []) if f.path.startswith("dative"))
        return not any(other.head == filler.head for other in dative)
    if filler.kind == "clitic":
        return True
    return not any(
        other.head == filler.head and other.kind == "noun"
        for name, fillers in site.fillers.items()
        if name != role
        for other in fillers
    )


def _widen(site: Site) -> None:
    """Give the content all that belongs to it: further items of an enumeration, relative clauses (guide, U3)."""
    match, contents = site.match, site.fillers.get("content", [])
    if contents and contents[-1].kind == "noun" and contents[-1].path not in OWN_EXTENT:
        contents += enumerated(site.reading, contents[-1])
    for filler in contents:
        if filler.kind == "noun" and filler.path not in OWN_EXTENT:
            wide = noun_phrase(site.reading, filler.head, wide=True)
            if not (wide.first <= match.last and match.first <= wide.last):
                filler.last = max(filler.last, wide.last)


def _part(site: Site) -> None:
    """End actor and target where the cue or the content begins, content where an addressee does.

    The parser often hangs these on the noun before.
    """
    for target in site.fillers.get("target", []):
        if target.path.startswith(("dative", "vocative")):
            for content in site.fillers.get("content", []):
                if content.head < target.first and target.last <= content.last:
                    content.last = target.first - (2 if target.path.startswith("dative") else 1)
        for content in site.fillers.get("content", []):  # compensation from the firm, the attack on the rebels
            if target.path == "after@head" and content.path == "object@head" and content.head < target.first:
                content.last = min(content.last, target.first - 2)
    for role in ("actor", "target"):
        for filler in site.fillers.get(role, []):
            _without_date(site, filler)
    starts = [site.match.first]
    starts += [_start(site, f) for f in site.fillers.get("content", []) if f.kind != "quotation" and f.first > 0]
    for role in ("actor", "target"):
        for filler in site.fillers.get(role, []):
            cuts = [start for start in starts if filler.head < start <= filler.last]
            if cuts:
                filler.last = min(cuts) - 1


def _close(site: Site) -> None:
    """End what lies inside quotation marks where they close: what reports it is no part of it."""
    reading = site.reading
    for filler in site.fillers.get("content", []):
        if filler.kind not in {"clause", "infinitive"} or QUOTES.isdisjoint(
            reading.words[filler.head : filler.last + 1]
        ):
            continue
        first = reading.starts[filler.first]
        for quotation in reading.quotations_at(first):
            if quotation.start <= first < quotation.end < reading.stops[filler.last] and quotation.type != "scare":
                inside = (i for i in range(filler.last, filler.head, -1) if reading.stops[i] <= quotation.end)
                filler.last = next(inside, filler.head)


def _without_date(site: Site, filler: Filler) -> None:
    """End a phrase before a date that the parser hung on it: *a spokesman on Tuesday*."""
    reading = site.reading
    if filler.last - filler.head < 2:
        return
    dates = reading.layers.dates
    stop = bisect_left(dates, reading.stops[filler.last], key=attrgetter("start"))
    for found in dates[bisect_right(dates, reading.starts[filler.head], key=attrgetter("start")) : stop]:
        if reading.starts[filler.head] < found.start < reading.stops[filler.last] <= found.end:
            last = next(i for i in range(filler.head, filler.last + 1) if reading.stops[i] > found.start) - 1
            if reading.pos[last] == "ADP" and last > filler.head:
                filler.last = last - 1


def _start(site: Site, content: Filler) -> int:
    """Return the token where a content begins, the word that introduces it included."""
    before = content.first - 1
    bare = content.kind == "noun" and site.reading.pos[before] not in {"ADP", "SCONJ"}
    return content.first if bare else before
