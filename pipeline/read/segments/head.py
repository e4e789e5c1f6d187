"""The head and the foot of a text: title, date lines, byline, and what they say about date, author and publisher."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.read.datelines import DocumentDate, find_dates
from pipeline.read.segments.furniture import cut
from pipeline.read.segments.imprint import author_of, publisher_of
from pipeline.read.segments.lines import ITEM, Block
from pipeline.read.segments.turns import begins_turn
from pipeline.read.segments.vocabulary import ITEMS, is_heading_only, patterns
from pipeline.schema.models import Document

HEAD_BLOCKS, FOOT_BLOCKS = 14, 6
LEAD_BLOCKS = 24  # among which a line that says *Publié le …* is a date line even after the standfirst
LONGEST_TITLE, LONGEST_DATELINE = 300, 220
REACH = 300  # how far into a paragraph a date line may end

_ENDS = re.compile(r"[.!?…][\"”»’)\s]*\Z")
_NAME = r"[A-ZÀ-Ý][\w'’.-]*(?:[ /-](?:[a-zà-ÿ]{1,3}['’ -]){0,2}[A-ZÀ-Ý][\w'’.-]*){0,4}"
_PLACE = re.compile(rf"[^\w(]*(?:{_NAME}\s*[,(]?\s*){{0,3}}\Z")
_AFTER = re.compile(r"\s*(?:\([^()]{1,40}\))?\s*(?:[–—-]+|:)\s+(?=\S)|\s*\([^()]{1,40}\)\s+(?=[A-ZÀ-Ý«\"“])")
_AGENCY_AFTER = re.compile(r"\s+[A-ZÀ-Ý]{3,}[A-ZÀ-Ý' -]*(?:\s\([^()]{1,30}\))?\s+[–—-]+\s+(?=\S)")
_PLACE_ONLY = re.compile(
    r"[A-ZÀ-Ý]{3,}(?:[ '’-][A-ZÀ-Ý]+)*(?:,\s[A-ZÀ-Ý][\w-]+)?(?:\s\([^()]{1,30}\))?\s+[–—-]+\s+(?=\S)"
)
_CAPITALS = re.compile(r"(?:(?<=\s)|\A)[A-ZÀ-Ý]{3,}(?:[ '’-][A-ZÀ-Ý]+)*,?\s+(?:le\s+)?\Z")
_ADDRESS = re.compile(r"\bt[ée]l\b|\bb\.?p\.?\s?\d|\S@\S|https?://", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def mark(document: Document, blocks: list[Block]) -> list[Block]:
    """Find title and date lines among the blocks; fill title, date, author and publisher where not given."""
    blocks = _split_datelines(document.text, blocks)
    head = list(_head(document.text, blocks))
    feet = [block for block in blocks[len(head) :] if block.kind == "paragraph"][-FOOT_BLOCKS:]
    for block in head + feet:
        if block.kind == "paragraph" and _is_dateline(document.text, block):
            block.kind = "dateline"
    for block in blocks[len(head) : LEAD_BLOCKS]:
        if block.kind == "paragraph" and block.end - block.start <= 80 and _is_led(block.text(document.text)):
            block.kind = "dateline"
    body = [block for block in blocks if block.kind not in ("furniture", "dateline")]
    title = _title(document, [block for block in head if block is not body[-1]]) if body else None
    if title is not None:
        title.kind = "title"
        document.title = document.title or " ".join(title.text(document.text).split())
    if document.published is None or document.published_precision != "day":
        found = _document_date(document.text, blocks, head, feet)
        if found is not None and _lies_within(document, found):
            document.published, document.published_precision = found.day, found.precision
    document.author = document.author or author_of(document.text, head)
    document.publisher = document.publisher or publisher_of(document, blocks, head)
    return blocks


def _lies_within(document: Document, found: DocumentDate) -> bool:
    """Whether a date line says more than a date given to the month or the year, and nothing else."""
    given, known = document.published, document.published_precision
    if given is None:
        return True
    same_month = known == "year" or found.day.month == given.month
    return found.precision == "day" and found.day.year == given.year and same_month


def _head(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks before the first paragraph of prose."""
    for block in blocks[:HEAD_BLOCKS]:
        prose = block.kind == "paragraph" and _is_prose(text, block) and not _is_dateline(text, block)
        if prose or (block.kind == "paragraph" and begins_turn(text, block)):
            return
        yield block


def _is_prose(text: str, block: Block) -> bool:
    if block.end - block.start > LONGEST_TITLE:
        return True
    return bool(_ENDS.search(text, block.start, block.end)) and len(_WORD.findall(text, block.start, block.end)) > 18


def _split_datelines(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Cut a date line off the paragraph that it opens, in the first paragraphs of the text."""
    result: list[Block] = []
    open_head = True
    for number, block in enumerate(blocks):
        span = None
        if open_head and number < HEAD_BLOCKS and block.kind == "paragraph":
            span = _inline_dateline(text, block)
            open_head = not _is_prose(text, block)
        if span is None:
            result.append(block)
            continue
        pieces = list(cut(text, block, [span], "dateline"))
        if pieces[0].kind == "paragraph":
            pieces[0].kind = "title"
        result += pieces
    return result


def _inline_dateline(text: str, block: Block) -> tuple[int, int] | None:
    """Return the span of *PARIS, 3 mars 2025 (Agence) –* at the start of a paragraph, or after a flattened title."""
    end = min(block.end, block.start + REACH)
    for found in find_dates(text, block.start, end):
        before = text[block.start : found.start]
        after = (
            _AFTER.match(text, found.end, block.end)
            or _AGENCY_AFTER.match(text, found.end, block.end)
            or (patterns().lead.search(before) and re.compile(r"\s+(?=[A-ZÀ-Ý«\"“])").match(text, found.end, block.end))
        )
        if not after or after.end() >= block.end:
            continue
        if len(before) <= 60 and (_PLACE.match(before) or patterns().lead.search(before)):
            return block.start, after.end()
        capitals = _CAPITALS.search(before)
        if capitals and capitals.start() > 20 and not re.search(r"[.!?]\s", before):
            return block.start + capitals.start(), after.end()
    place = _PLACE_ONLY.match(text, block.start, end)
    return (block.start, place.end()) if place and block.end - place.end() > 80 else None


def _is_dateline(text: str, block: Block) -> bool:
    """Tell whether a line says when (where, by whom) the text appeared, and nothing else."""
    line = block.text(text)
    if len(line) > LONGEST_DATELINE:
        return False
    dates = list(find_dates(line))
    if not dates:
        return False
    if patterns().lead.search(line[: dates[0].start]) or _is_led(line):
        return True
    items = [item for item in ITEMS.split(line) if item.strip()]
    if any(_is_led(item) for item in items):
        return True
    return all(_is_date_item(item) for item in items)


def _is_led(item: str) -> bool:
    """Tell a date after a word of publication, with at most a place between them: *Fait à Dakar, le 3 mai 2024*."""
    lead, found = patterns().lead_alone.match(item), next(find_dates(item), None)
    if lead is None or found is None:
        return False
    between = item[lead.end() : found.start].strip(" :")
    return not between or between.endswith(",") or len(between.split()) <= 2


def _is_date_item(item: str) -> bool:
    if patterns().byline.match(item):
        return True
    found = next(find_dates(item), None)
    if found is None:
        return len(_WORD.findall(item)) <= 4
    before, after = item[: found.start], item[found.end :]
    placed = not before.strip() or (_PLACE.match(before) is not None and before.rstrip()[-1] in ",(")
    return placed and len(after.strip(" .,()").split()) <= 2


def _title(document: Document, head: Sequence[Block]) -> Block | None:
    """Return the block of the title: the one the metadata give, else the first that can be one."""
    text = document.text
    marked = next((block for block in head if block.kind == "title"), None)
    if marked is not None:
        return marked
    lines = [block for block in head if block.kind == "paragraph" and block.end - block.start <= LONGEST_TITLE]
    if document.title:
        return next((block for block in lines if _same(block.text(text), document.title)), None)
    lines = [block for block in lines if _may_be_title(block.text(text))]
    full = [block for block in lines if not is_heading_only(block.text(text))]
    return next(iter(full or lines), None)


def _may_be_title(line: str) -> bool:
    if line[-1] in ",;:" or _ADDRESS.search(line) or not re.search(r"[^\W\d_]{2}", line) or line[0] in "([@#":
        return False
    return not line.endswith(".") and not ITEM.match(line) and not patterns().byline.match(line)


def _same(line: str, title: str) -> bool:
    """Tell whether a line is the title given: most words of the shorter one are in the other."""
    left, right = set(_WORD.findall(line.casefold())), set(_WORD.findall(title.casefold()))
    return bool(left and right) and len(left & right) >= 0.75 * min(len(left), len(right)) and len(left) >= 3


def _document_date(
    text: str, blocks: Sequence[Block], head: Sequence[Block], feet: Sequence[Block]
) -> DocumentDate | None:
    """Return the date of the first date line, else one in the head, else one in a short line at the foot."""
    datelines = [block for block in blocks if block.kind == "dateline" and block not in feet]
    others = [block for block in head if block.kind in ("title", "paragraph")]
    short_feet = [block for block in reversed(feet) if block.end - block.start <= LONGEST_DATELINE]
    unfinished = [b for b in short_feet if b.kind == "dateline" or not _ENDS.search(text, b.start, b.end)]
    for group in (datelines, others, unfinished):
        found = [date for block in group for date in find_dates(text, block.start, block.end)]
        if group is unfinished and len({date.day for date in found}) > 1:  # a list of other articles
            found = [date for date in found if _is_led(text[max(0, date.start - 30) : date.end])]
        if found:
            return next((date for date in found if date.precision == "day"), found[0])
    return None
