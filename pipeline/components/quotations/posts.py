"""Posts of social networks pasted into a text: a line with a handle names the author of the paragraph beside it.

Two notations: a header above the post (*Anne Roy @aroy · 2 mars*), followed by the numbered messages of its thread;
and the signature below an embedded post (*— Anne Roy (@aroy) 2 mars 2024*).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.components.quotations.attribution import Attribution
from pipeline.components.quotations.context import Context
from pipeline.components.quotations.marks import Marked
from pipeline.components.quotations.sources import Source, source_of

NAME = r"(?P<name>[^\n@(,]{2,60}?)(?:,[^\n@(]{0,60})?"
HEADER = re.compile(rf"^{NAME}\s\(?@\w{{2,30}}\)?[ \t\u00a0]*[·•][^\n]{{0,60}}$", re.M)
SIGNATURE = re.compile(rf"^(?:-{{2,3}}|[—–])[ \t\u00a0]*{NAME}\s?\(@\w{{2,30}}\)[^\n]{{0,60}}$", re.M)
REPLY = re.compile(r"[^\n@]{1,30}@\w{2,30}[ \t]*\n")
NUMBERED = re.compile(r"\s*\d{1,2}/\d{0,2}[ \t\u00a0]")
BLANK = re.compile(r"\n[ \t\u00a0]*\n")


def add_posts(ctx: Context, found: list[Attribution]) -> None:
    """Append the posts of a document to its attributions, as direct quotations of who signs them."""
    if "@" not in ctx.text:
        return
    headers = list(HEADER.finditer(ctx.text))
    for number, header in enumerate(headers):
        limit = headers[number + 1].start() if number + 1 < len(headers) else len(ctx.text)
        _add(ctx, found, header, _thread(ctx.text, header.end() + 1, limit))
    for signature in SIGNATURE.finditer(ctx.text):
        before = [
            blank.end() for blank in BLANK.finditer(ctx.text, max(0, signature.start() - 3000), signature.start())
        ]
        _add(ctx, found, signature, [(before[-1], signature.start())] if before else [])


def _thread(text: str, start: int, limit: int) -> Iterator[tuple[int, int]]:
    """Yield the paragraph below a header, and those after it that carry a message number."""
    reply = REPLY.match(text, start)
    start = reply.end() if reply else start
    while start < limit:
        blank = BLANK.search(text, start, limit)
        yield start, blank.start() if blank else limit
        if blank is None or not NUMBERED.match(text, blank.end()):
            return
        start = blank.end()


def _add(ctx: Context, found: list[Attribution], line: re.Match[str], bodies: Iterable[tuple[int, int]]) -> None:
    first: int | None = None
    for left, right in bodies:
        body = ctx.text[left:right]
        start, end = left + len(body) - len(body.lstrip()), left + len(body.rstrip())
        if start >= end or ctx.furniture[start]:
            continue
        marked = Marked(start, end, start, end, "block", opened=False, closed=False)
        found.append(Attribution(marked, "direct", None, _author(ctx, line), "quote.post", first))
        first = len(found) - 1 if first is None else first


def _author(ctx: Context, line: re.Match[str]) -> Source:
    start, end = line.span("name")
    return source_of(ctx, ctx.token_at(start), ctx.token_at(end - 1) + 1, "signature")
