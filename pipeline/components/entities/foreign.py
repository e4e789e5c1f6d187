"""French names in English texts: *the Parti du renouveau*, *the Code du travail*, from ``en/entities/french.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict

from pipeline.components.entities.lexicon import Vocabulary
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words
from pipeline.rules.load import data_path, load_table, validate

ENGLISH = "AT9¶qletnpubdx"  # classes of words and signs that end a French name


class French(BaseModel):
    """The file ``french.toml``; it explains the lists."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    articles: frozenset[str]
    particles: frozenset[str]
    adjectives: frozenset[str]
    both: frozenset[str]
    followers: frozenset[str]
    endings: tuple[tuple[str, str], ...]
    heads: dict[str, tuple[str, ...]]

    @cached_property
    def label(self) -> dict[str, str]:
        """The label of every head, lower case; an article begins the name of a paper."""
        return dict.fromkeys(self.articles, "ORG") | {
            head: label for label, heads in self.heads.items() for head in heads
        }

    def is_english(self, form: str, vocabulary: Vocabulary) -> bool:
        """Tell whether a lower-case word, or what it is inflected from, is in the vocabulary."""
        return any(
            form.endswith(ending) and vocabulary.knows(form.removesuffix(ending) + lemma)
            for ending, lemma in self.endings
        )


@cache
def french(language: str) -> French | None:
    """Load the table of a language; one without the file has no French names of its own kind."""
    path = data_path(language, "entities/french.toml")
    return validate(French, load_table(path), f"{language}/entities/french.toml") if path.is_file() else None


def begins_french(form: str, language: str) -> bool:
    """Tell whether a word is a capitalised French head."""
    table = french(language)
    return table is not None and form[0].isupper() and form.lower() in table.label


def find_french(words: Words, vocabulary: Vocabulary, language: str) -> Iterator[Mention]:
    """Yield French heads with what goes on in French after them."""
    table = french(language)
    if table is None:
        return
    end = 0
    for first in words.on["french"]:
        if first < end or words.kinds[first] == "¶":
            continue
        last, shown = _extent(words, first, vocabulary, table)
        head = words.lower[first]
        if last > first + 1 and (shown or head not in table.both | table.articles):
            if table.label[head] == "ORG" and not table.followers.isdisjoint(words.lower[last : last + 1]):
                last += 1  # the Front rural group, of a parliament
            end = last
            yield Mention(first, last, table.label[head], 3, "rule", "french.name")


def _extent(words: Words, first: int, vocabulary: Vocabulary, table: French) -> tuple[int, bool]:
    """Return where the name ends, and whether anything in it is French beyond doubt."""
    last = at = first + 1
    shown = False
    while at < len(words.forms):
        form, kind = words.lower[at], words.kinds[at]
        if form in table.particles and words.lower[at - 1] not in table.articles:
            at += 1
            continue
        if not form[0].isalpha() or kind in ENGLISH:
            break
        english = table.is_english(form, vocabulary)
        if at > last:
            shown = True  # particles bring what follows them
        elif words.forms[at][0].isupper():
            if english and words.lower[at - 1] not in table.articles:
                break
        elif english and form not in table.adjectives:
            break
        else:
            shown = shown or not english
        at += 1
        last = at
    return last, shown
