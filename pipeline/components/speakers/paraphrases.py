"""Who is called by other words: *la cheffe de l'exécutif*, *la diplomatie péruvienne*."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.components.entities.demonyms import demonyms
from pipeline.components.speakers.lexicon import Paraphrase
from pipeline.components.speakers.memory import Resolution, found
from pipeline.components.speakers.nouns import Nouns
from pipeline.components.speakers.referents import Referent, words_of


class Paraphrases:
    """Resolve descriptions of an office or body that share no word with its title, and bodies of another country's."""

    def __init__(self, nouns: Nouns, language: str) -> None:
        self.nouns = nouns
        self.lexicon = nouns.lexicon
        self.referents = nouns.referents
        self.demonyms = demonyms(language)

    def resolve(self, start: int, end: int, words: Sequence[str]) -> Resolution | None:
        """Return the last person or body before an offset, else the first after, that a description stands for."""
        if not self.lexicon.is_a(words[0], "article"):
            return None
        said = set(words)
        for paraphrase in self.lexicon.paraphrases:
            if any(phrase <= said for phrase in paraphrase.phrases):
                gender = self.nouns.gender(start, end, words) if paraphrase.label == "PER" else None
                referent = self._bearer(paraphrase, start, self.country(start, end, words), gender)
                if referent is not None:
                    return found(self.fuller(referent), "the office or body by another name")
        return None

    def country(self, start: int, end: int, words: Sequence[str]) -> str | None:
        """Return the code of the country that a phrase names, or whose adjective it holds."""
        named = [entity.country for entity, _ in self.referents.named_in(start, end) if entity.country]
        adjectives = (self.demonyms.get(word) for word in words)
        return next(iter(named), None) or next(filter(None, adjectives), None)

    def _bearer(self, paraphrase: Paraphrase, at: int, country: str | None, gender: str | None) -> Referent | None:
        fits = [
            r
            for r in self.referents.by_id.values()
            if r.label == paraphrase.label
            and any(title <= r.words for title in paraphrase.stands_for)
            and (not country or not r.countries or country in r.countries)
            and (r.gender is None or gender is None or r.gender == gender)
        ]
        own = [r for r in fits if country in r.countries] or fits
        before = [r for r in own if r.mentions[0].start < at]
        return max(before, key=lambda r: r.last_before(at)) if before else next(iter(own), None)

    def fuller(self, referent: Referent) -> Referent:
        """Return the body that bears the name of its country where another mention has the adjective.

        *Le ministère péruvien de la Défense* is *le ministère de la Défense du Pérou*.
        """
        words = set(words_of(referent.name))
        plain = {word for word in words if word not in self.demonyms}
        codes = {self.demonyms[word] for word in words - plain}
        if referent.label != "ORG" or not plain or not any(codes):
            return referent
        for other in self.referents.by_id.values():
            held = set(words_of(other.name))
            same = other.label == "ORG" and other is not referent and plain < held and codes & other.countries
            if same and not any(word in self.demonyms for word in held):
                return other
        return referent
