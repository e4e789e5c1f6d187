"""Every rule of every layer and language in one place: to show them, and to check what they have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.rules.load import DATA, load_table


@dataclass(frozen=True, slots=True)
class RegisteredRule:
    """What a rule file says about one rule.

    Attributes
    ----------
    id, language
        Together they identify the rule within its layer.
    file
        Where it stands, below ``pipeline/rules``.
    fields
        All that the file says: glosses, examples, and what its layer needs.
    """

    id: str
    language: str
    file: str
    fields: dict[str, Any]

    def gloss(self, language: str) -> str | None:
        """Return what the rule recognises, in ``fr`` or ``en``."""
        return self.fields.get(f"gloss_{language}")


@cache
def registry() -> tuple[RegisteredRule, ...]:
    """Return every entry of the rule files that has an id and a gloss.

    Raises
    ------
    RuleError
        If a file is not TOML.
    """
    paths = (path for path in sorted(DATA.rglob("*.toml")) if len(path.relative_to(DATA).parts) > 1)
    return tuple(rule for path in paths for rule in _rules(path))


def find(rule_id: str) -> list[RegisteredRule]:
    """Return the rules with an id, in all languages and layers."""
    return [rule for rule in registry() if rule.id == rule_id]


def problems() -> list[str]:
    """Return what is wrong with rules across layers: a gloss or an example missing, an id used twice in a file."""
    found: list[str] = []
    seen: set[tuple[str, str]] = set()
    for rule in registry():
        where = f"{rule.file}: {rule.id}"
        missing = [name for name in ("gloss_fr", "gloss_en", "match", "reject") if not rule.fields.get(name)]
        if missing:
            found.append(f"{where}: no {', '.join(missing)}")
        if (rule.file, rule.id) in seen:
            found.append(f"{where}: this id is used twice")
        seen.add((rule.file, rule.id))
    return found


def _rules(path: Path) -> Iterator[RegisteredRule]:
    file = path.relative_to(DATA)
    for entries in load_table(path).values():
        if isinstance(entries, list):
            for fields in entries:
                if isinstance(fields, dict) and "id" in fields and ("gloss_fr" in fields or "gloss_en" in fields):
                    yield RegisteredRule(str(fields["id"]), file.parts[0], file.as_posix(), fields)
