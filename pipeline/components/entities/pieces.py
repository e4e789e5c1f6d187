"""A text cut into pieces: words with the blank after them, signs, line breaks."""

from __future__ import annotations

import re
from functools import cache

from pipeline.components.entities.lexicon import PieceTable, lexicon

GENITIVE = r"(?:{words})'s|[A-Z]\w+s'(?= [A-Z])|'s\b|"


def _pattern(table: PieceTable) -> re.Pattern[str]:
    """Compile the pattern of a language; where there is a genitive it is no part of a name, except inside one."""
    genitive = GENITIVE.format(words="|".join(table.genitive)) if table.genitive else ""
    joined = r"['’ʼ](?!s\b)" if table.genitive else r"['’ʼ]"
    return re.compile(
        rf"(?:{genitive}[a-zà-ÿ]+(?=[ ,\n;:)]|\.(?!f\.))"  # most words: spares the rest
        r"|[A-ZÀ-Þ]\.(?:-?[A-ZÀ-Þ]\.)*(?=[-\s]*[A-ZÀ-Þ])"  # initials: J.-P., M., S.
        rf"{_between(table.lines)}"
        rf"|(?:{'|'.join(table.titles)})\.(?=\s*[A-ZÀ-Þ])"
        rf"|[A-ZÀ-Þ][\w-]*\.(?:{'|'.join(table.domains)})\b(?![.@\w])"  # Tarvel.be
        r"|[A-ZÀ-Þ][\w-]*\+(?![\w+])"  # Canal+, Citoyens+
        r"|[Ff]\.f\."  # bourgmestre f.f.
        r"|[NMOK]['’ʼ][A-ZÀ-Þ][\w\u0300-\u036f]+(?:-[\w\u0300-\u036f]+)*"  # N'Gatta, O'Brien
        rf"|(?:{table.elided})['’ʼ](?=\w|\Z)"
        rf"|[\w\u0300-\u036f]+(?:[-‑&·]\n?[\w\u0300-\u036f]+|{joined}[\w\u0300-\u036f]+)*"
        r"|\n(?:[^\S\n]*(?:\n\s*)+)?"  # line break or blank line
        r"|[^\S\n]+"
        r"|.) ?",  # the blank after a word belongs to its piece: half as many pieces
        re.S,
    )


def _between(lines: tuple[str, ...]) -> str:
    """Return the pattern of the first of two towns with a hyphen between them: *la ligne Namur-Dinant*."""
    if not lines:
        return ""
    behind = "|".join(rf"(?<={noun} .)" for noun in lines)
    return rf"|[A-ZÀ-Þ](?=[\w-]*-[A-ZÀ-Þ])(?:{behind})(?:(?<!S)|(?!ainte?-)|ainte?-[A-ZÀ-Þ])\w+(?=-[A-ZÀ-Þ])"


@cache
def _compiled(language: str) -> re.Pattern[str]:
    return _pattern(lexicon(language).pieces)


def pieces(text: str, language: str) -> list[str]:
    """Return the pieces of a text; together they are the text with straight apostrophes and plain hyphens."""
    return _compiled(language).findall(straighten(text))


def split(text: str, language: str = "fr") -> list[str]:
    """Return the words of a name or of the head of a rule."""
    return [piece.rstrip(" ") for piece in pieces(text, language) if not piece.isspace()]


def straighten(text: str) -> str:
    """Return the text, character for character, with straight apostrophes and plain hyphens."""
    return text.replace("’", "'").replace("ʼ", "'").replace("‑", "-")
