"""Entities and roles: clean-up of model entities, structural rules, gazetteer, clusters (annotation guide, part A)."""

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.entities.brackets import affiliations, find_acronyms, spelt_out
from pipeline.components.entities.clusters import cluster
from pipeline.components.entities.consistency import Ballot, agree
from pipeline.components.entities.datelines import find_datelines
from pipeline.components.entities.demonyms import demonyms, find_demonyms, find_homelands, is_derived
from pipeline.components.entities.enrich import acting_places, facts, share_entries
from pipeline.components.entities.foreign import begins_french, find_french, french
from pipeline.components.entities.given_names import given_names, surnames
from pipeline.components.entities.headlines import lower_headlines
from pipeline.components.entities.knowledge import Entry, gazetteer
from pipeline.components.entities.lexicon import WordTypes, lexicon, vocabulary
from pipeline.components.entities.lone import LoneNames
from pipeline.components.entities.mentions import Mention, resolve
from pipeline.components.entities.model_entities import clean_entities
from pipeline.components.entities.patterns import Match, patterns
from pipeline.components.entities.people import find_people
from pipeline.components.entities.phrases import find_branches, find_phrases, find_towns
from pipeline.components.entities.roles import find_roles, role_heads, singular_heads, unnamed_holders
from pipeline.components.entities.scan import Words, scan
from pipeline.components.entities.short_forms import full_names, short_forms, stretch
from pipeline.components.entities.unknown import find_capital_nouns, find_unknown
from pipeline.components.state import layers_of, mirror
from pipeline.schema.models import Entity

LONGEST_ACRONYM = 5  # letters; longer words in capitals may be common words


class Entities:
    """Fill ``layers.entities`` and ``doc.spans["entities"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.language = nlp.lang or ""
        self.vocabulary = vocabulary(nlp)
        self.names = patterns(self.language, "names")
        self.gazetteer = gazetteer(self.language)
        self.given_names = given_names()
        self.role_heads = role_heads(self.language)
        self.head_labels = self.names.labels()
        self.capitals = self.language == "en"  # headlines with capitals throughout
        self.adjectives = frozenset(demonyms(self.language)) if self.capitals else frozenset[str]()
        offices = singular_heads(self.language)
        after = self.language == "fr"  # adjectives follow their noun
        self.types = WordTypes(
            lexicon(self.language),
            {
                "names": self.names.begins,
                "roles": patterns(self.language, "roles").begins,
                "offices": lambda form: form.lower() in offices,
                "gazetteer": self.gazetteer.begins,
                "given": self.given_names.__contains__,
                "surnames": surnames().__contains__,
                "towns": lambda form: lexicon(self.language).is_town(form) is not None,
                "common": self._is_common,
                "french": lambda form: begins_french(form, self.language),
                "adjectives": lambda form: after and form in self.vocabulary.adjectives,
                "place adjectives": lambda form: after and form in demonyms(self.language),
                "derived": lambda form: is_derived(form, self.vocabulary, self.language),
            },
            self.vocabulary.nouns.difference(demonyms(self.language)) if self.language == "fr" else frozenset(),
        )

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place."""
        words = self._scan(doc)
        candidates = self._candidates(doc, words)
        ballot = Ballot(words, candidates)
        flat = resolve(stretch(words, candidates))
        flat = agree(
            words,
            [*flat, *LoneNames(words, ballot, self.vocabulary, self.language).weigh(flat)],
            ballot,
            self.vocabulary,
        )
        flat = resolve([*flat, *short_forms(words, flat, self.head_labels, self.vocabulary)])
        flat = resolve(
            [
                *flat,
                *find_unknown(words, flat, self.vocabulary),
                *find_capital_nouns(words, flat, self.head_labels, self.vocabulary, lexicon(self.language).contracted),
            ]
        )
        flat, aliases = find_acronyms(words, flat, self.head_labels)
        roles, flat = find_roles(words, flat, self.language)
        people = unnamed_holders(words, flat, roles, self.vocabulary)
        if people:
            roles, flat = find_roles(words, resolve([*flat, *people]), self.language)
        canonical = cluster(
            words,
            flat,
            roles,
            {**spelt_out(words, flat), **full_names(words, flat, self.head_labels), **aliases},
            self.language,
        )
        share_entries(words, flat, self.gazetteer)
        rows = layers_of(doc).entities = self._entities(words, [*flat, *roles], canonical)
        mirror(doc, "entities", rows, "label")
        return doc

    def candidates(self, doc: Doc) -> list[Mention]:
        """Return all that rules, gazetteer and model propose, before any choice: for tests and explanations."""
        return self._candidates(doc, self._scan(doc))

    def _scan(self, doc: Doc) -> Words:
        words = scan(doc, self.types)
        if self.capitals:
            lower_headlines(words, lexicon(self.language), self.names)
        return words

    def _is_common(self, form: str) -> bool:
        """Tell whether a capitalised word may be a common word of a headline with capitals throughout."""
        table = french(self.language)
        if table is None or not (form[0].isupper() and form[1:].islower()):
            return False
        if form in self.given_names or self.gazetteer.get([form]) is not None:
            return False
        lower = form.lower()
        return lower not in self.vocabulary.short_names and table.is_english(lower, self.vocabulary)

    def _candidates(self, doc: Doc, words: Words) -> list[Mention]:
        named = [*self.gazetteer.find(words, words.on["gazetteer"])]
        places = {first for first, last, entry in named if entry.label == "LOC" and last == first + 1}
        found = [
            *clean_entities(doc, words, self.vocabulary, self.role_heads, self.adjectives),
            *find_demonyms(words, self.language),
            *find_homelands(words, self.language),
            *find_phrases(words, self.vocabulary, self.adjectives, self.gazetteer, self.language),
            *find_towns(words),
            *find_datelines(words, self.vocabulary.common),
            *(
                Mention(
                    match.head if match.rule.whole else match.first,
                    match.last,
                    match.rule.label,
                    match.rule.rank,
                    "rule",
                    match.rule.id,
                    match.rule.subtype,
                )
                for match in self.names.find(words, words.on["names"])
                if self._fits(words, match)
            ),
            *find_french(words, self.vocabulary, self.language),
            *find_people(words, self.vocabulary, places),
        ]
        found += affiliations(words, [mention for mention in found if mention.label == "PER"])
        spans = {(mention.first, mention.last) for mention in found}
        known: list[Mention] = []
        for first, last, entry in named:
            if "weak" not in entry.flags or (first, last) in spans or self._shows(words, first, last, entry):
                article = entry.subtype == "media" and words.kinds[first] in "lL"
                rank = 3 if last - first - article > 1 else 2
                known.append(Mention(first, last, entry.label, rank, "gazetteer", "gazetteer", entry.subtype, entry))
        return [*known, *found, *find_branches(words, known, self.vocabulary)]

    def _shows(self, words: Words, first: int, last: int, entry: Entry) -> bool:
        """Tell whether a capital after the article shows a weak name of a region inside a sentence: *la Creuse*."""
        region = entry.subtype in ("region", "department") and words.kinds[first : first + 2] != "CC"
        return (
            region
            and (words.kinds[max(0, first - 1) : first] == "l" or words.lower[max(0, first - 1)] == "du")
            and words.kinds[last : last + 1] not in ("C", "A", "j")
        )

    def _fits(self, words: Words, match: Match) -> bool:
        rule = match.rule
        if not rule.people and any(form in self.given_names for form in words.forms[match.head_end : match.last]):
            return False
        if rule.next == "A" and match.last - match.first == 1 and self._is_shouted(words, match.first):
            return False
        if rule.whole and self.gazetteer.get(words.forms[match.first : match.last]) is not None:
            return False  # a known party keeps its name
        if rule.known is None:
            return True
        form = words.lower[match.first + (words.kinds[match.first] in "lL")]
        if form in self.vocabulary.short_names and not rule.whole:
            return False
        common = self.vocabulary.common
        return (self.vocabulary.knows(form) or form in common or form.removesuffix("s") in common) == rule.known

    def _is_shouted(self, words: Words, index: int) -> bool:
        """Tell whether a word in capitals is a common word rather than an acronym: *le MINISTRE*."""
        form = words.lower[index]
        return len(form) > LONGEST_ACRONYM and self.vocabulary.knows(form)

    def _entities(self, words: Words, mentions: list[Mention], canonical: dict[int, str]) -> list[Entity]:
        acting = acting_places(words, (m for m in mentions if m.label == "LOC"), self.language)
        rows: list[Entity] = []
        for mention in sorted(mentions, key=lambda m: (m.first, -m.last)):
            start, end = words.span(mention.first, mention.last)
            known = facts(words, mention, self.gazetteer, self.language)
            rows.append(
                Entity(
                    span_id=f"e{len(rows) + 1}",
                    start=start,
                    end=end,
                    text=words.text[start:end],
                    label=mention.label,
                    subtype=mention.subtype,
                    entity_id=f"E{mention.entity + 1}",
                    canonical=canonical[mention.entity],
                    name_fr=known.name_fr,
                    name_en=known.name_en,
                    wikidata=known.wikidata,
                    country=known.country,
                    metonymy="government" if id(mention) in acting else None,
                    source=mention.source,
                    rule_id=mention.rule_id,
                )
            )
        return rows


@Language.factory("polyphonie_entities")
def make_entities(nlp: Language, name: str) -> Entities:
    """Create the ``polyphonie_entities`` component."""
    return Entities(nlp, name)
