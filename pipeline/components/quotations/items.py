"""The subject that the items of a list share: *Le syndicat : – demande que … ; – propose de …*."""

from __future__ import annotations

import re

from spacy.symbols import SPACE

from pipeline.components.quotations.context import Context
from pipeline.components.quotations.cues import Cue
from pipeline.components.quotations.phrases import phrase_before
from pipeline.components.quotations.signs import EDGE
from pipeline.components.quotations.sources import Source, source_of

NUMBER = re.compile(r"(?:\d{1,2}|[a-z])[.)°][ \u00a0\u202f\t]")
LONGEST_LIST = 2000  # characters from an item back to the phrase that its list begins with


def shared_by_list(ctx: Context, cue: Cue) -> Source | None:
    """Return the phrase before the colon of the list in which the cue opens an item."""
    line = _line_start(ctx, ctx.starts[cue.group])
    if cue.mood != "finite" or not _is_item(ctx, line) or ctx.text[line : ctx.starts[cue.group]].count(" ") > 1:
        return None
    floor = max(0, line - LONGEST_LIST)
    while line > floor and (_is_item(ctx, line) or not ctx.text[line : _line_end(ctx, line)].strip(EDGE)):
        line = _line_start(ctx, line - 1)
    end = _line_end(ctx, line)
    if not ctx.text[line:end].rstrip(EDGE).endswith(":"):
        return None
    colon = ctx.token_at(ctx.text.rindex(":", line, end))
    while colon > 0 and ctx.pos[colon - 1] == SPACE:
        colon -= 1
    found = phrase_before(ctx, colon, ctx.token_from(line))
    if found is None or not any(n in ctx.spans or ctx.is_a(n, "people") for n in range(*found)):
        return None
    return source_of(ctx, *found, "list")


def _line_start(ctx: Context, offset: int) -> int:
    return ctx.text.rfind("\n", 0, offset) + 1


def _line_end(ctx: Context, offset: int) -> int:
    end = ctx.text.find("\n", offset)
    return len(ctx.text) if end < 0 else end


def _is_item(ctx: Context, line: int) -> bool:
    """Tell whether the line at an offset begins with a bullet or a number."""
    return ctx.text[line : line + 1] in ctx.bullets or NUMBER.match(ctx.text, line) is not None
