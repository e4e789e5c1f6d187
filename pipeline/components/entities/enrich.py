"""What is known about the entities of a document: knowledge-base entries, countries, names in English, metonymy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from pydantic import BaseModel, ConfigDict

from pipeline.components.entities.demonyms import demonyms
from pipeline.components.entities.knowledge import Entry, Gazetteer
from pipeline.components.entities.lexicon import unaccented
from pipeline.components.entities.mentions import Mention
from pipeline.components.entities.scan import Words
from pipeline.rules.load import data_path, load_table, validate
from pipeline.rules.paradigm import verb_paradigm

PREDICATE = re.compile(r"[qr]{0,2}v(?:r*v)?")
ARTICLE = re.compile(r"^(?:de la |de l'|des |du |à la |à l'|aux |au )")
GOVERNED = frozenset("tunpb")


class Composed(BaseModel):
    """The file ``names_en.toml``: English patterns for names that a text composes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    embassy: dict[str, list[str]]
    office: dict[str, str]
    portfolio: dict[str, str]
    role: dict[str, str]

    @cached_property
    def unaccented_portfolio(self) -> dict[str, str]:
        """The portfolios without their accents, as capitals are often written; of two alike the first."""
        return {unaccented(name): english for name, english in reversed(self.portfolio.items())}


@cache
def composed_names(language: str) -> Composed:
    """Load the English patterns of a language; one without the file (English itself) has none."""
    path = data_path(language, "entities/names_en.toml")
    if not path.is_file():
        return Composed(embassy={}, office={}, portfolio={}, role={})
    return validate(Composed, load_table(path), f"{language}/entities/names_en.toml")


@dataclass(frozen=True, slots=True)
class Facts:
    """Names in both languages and country of one mention."""

    name_fr: str | None = None
    name_en: str | None = None
    wikidata: str | None = None
    country: str | None = None


def share_entries(words: Words, flat: list[Mention], gazetteer: Gazetteer) -> None:
    """Give every mention of a cluster the knowledge-base entry that one of its mentions matches."""
    entry_of: dict[int, Entry] = {}
    for mention in flat:
        entry = mention.entry or gazetteer.get(words.forms[mention.first : mention.last])
        if entry is not None and entry.label == mention.label:
            entry_of.setdefault(mention.entity, entry)
    for mention in flat:
        mention.entry = entry_of.get(mention.entity)
        if mention.entry is not None:
            mention.subtype = mention.entry.subtype


def facts(words: Words, mention: Mention, gazetteer: Gazetteer, language: str) -> Facts:
    """Return what is known about one mention."""
    entry = mention.entry
    if entry is not None:
        return Facts(entry.name_fr, entry.name_en, entry.wikidata, entry.country)
    if mention.label == "PER":
        return Facts()
    if mention.label == "MISC":
        return Facts(country=demonyms(language).get(words.lower[mention.first]) or None)
    if mention.label == "LOC":
        return Facts()
    places = _places(tuple(words.forms[mention.first : mention.last]), gazetteer, language)
    country = places[0].country if places else None
    text = " ".join(words.lower[mention.first : mention.last]).replace("' ", "'")
    english = _english(text, mention.label, tuple(place.name_en for place in places), language)
    return Facts(words.surface(mention.first, mention.last) if english else None, english, None, country)


@lru_cache(maxsize=16_384)
def _places(forms: tuple[str, ...], gazetteer: Gazetteer, language: str) -> list[Entry]:
    """Return the countries inside a name: by name, or by adjective (*ministère chinois*)."""
    names = demonyms(language)
    places: list[Entry] = []
    index = 0
    while index < len(forms):
        found = gazetteer.longest_at(forms, index, len(forms))
        if found is not None and found[1].country and found[1].label == "LOC":
            places.append(found[1])
            index = found[0]
            continue
        code = names.get(forms[index].lower())
        country = gazetteer.country(code) if code else None
        if country is not None:
            places.append(country)
        index += 1
    return places


@lru_cache(maxsize=4096)
def _english(text: str, label: str, places: tuple[str, ...], language: str) -> str | None:
    """Return the English name of an embassy, ministry or office, from its lower-case text and its countries."""
    table = composed_names(language)
    if text in table.role and label == "ROLE":
        return table.role[text]
    for head, patterns in table.embassy.items():
        if text.startswith(head + " ") and places:
            return patterns[min(len(places), 2) - 1].format(*places)
    for head, pattern in table.office.items():
        if text.startswith(head + " "):
            portfolio = ARTICLE.sub("", _after_adjectives(text, head), count=1)
            english = table.portfolio.get(portfolio) or table.unaccented_portfolio.get(unaccented(portfolio))
            if english:
                name = pattern.replace("{p}", english)
                return f"{name} of {places[0]}" if places else name
    return None


def _after_adjectives(text: str, head: str) -> str:
    rest = text[len(head) + 1 :]
    found = re.match(r"(?:(?!de\b|des\b|du\b|à\b|au\b|aux\b)[\w-]+ )?(?=de |des |du |à |au |aux )", rest)
    return rest[found.end() :] if found else rest


def acting_places(words: Words, places: Iterable[Mention], language: str) -> set[int]:
    """Return the ``id`` of the places that act as governments: *Pékin réplique*, *selon Paris*.

    A place acts where a verb of speech or of an act follows it and no preposition governs it, or where it
    is the source of *selon*.
    """
    paradigm = verb_paradigm(language)
    acting: set[int] = set()
    for place in places:
        before = place.first - 1
        while before >= 0 and words.kinds[before] in "lL":
            before -= 1
        if before >= 0 and words.lower[before] == "selon":
            acting.add(id(place))
            continue
        if before >= 0 and (words.kinds[before] in GOVERNED or words.kinds[before] in "dCA"):
            continue
        found = PREDICATE.match(words.kinds, place.last)
        if found and any(paradigm.readings(form) for form in words.lower[place.last : found.end()]):
            acting.add(id(place))
    return acting
