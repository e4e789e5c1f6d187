"""What the reports say, in English and French."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr")


@cache
def texts() -> dict[str, dict[str, dict[str, str]]]:
    """Return section, key and language to text."""
    return tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))


def say(section: str, key: str, language: str) -> str:
    """Return a text; a key that is not in the file stands for itself."""
    entry = texts().get(section, {}).get(key)
    return entry[language] if entry else key
