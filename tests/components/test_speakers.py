"""Who speaks: apposition, roles, pronouns, anaphoric nouns, first and second person, turns."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline import annotate
from pipeline.schema.models import Document, Segment

CASES = {
    "apposition": ("Le préfet de la Lorne, Paul Renard, affirme que la digue tient.", ["Paul Renard"]),
    "same speaker goes on": (
        "La ministre Hélène Vasseur est venue. « J'ai confiance », dit-elle. Elle ajoute que le port rouvrira.",
        ["Hélène Vasseur", "Hélène Vasseur"],
    ),
    "gender": ("Paul Renard a croisé Hélène Vasseur. « Je pars », a-t-elle annoncé.", ["Hélène Vasseur"]),
    "celui-ci": ("Hélène Vasseur a reçu Paul Renard. Celui-ci affirme que la digue tient.", ["Paul Renard"]),
    "anonymous": ("Selon un proche, la digue a bougé.", [None]),
    "institution": ("Le ministère de l'Intérieur assure que la route est sûre.", ["ministère de l'Intérieur"]),
    "two named together": ("Paris et Berlin dénoncent « une provocation ».", ["Paris et Berlin"]),
    "the former of two": (
        "Anne Roy a reçu Hugo Marchal à la mairie. « Tout est prêt », affirme la première. Le second dément.",
        ["Anne Roy"],
    ),
    "new subject": (
        "Selon Paul Renard, la gare fermera. Le ministre Hugo Marchal a réagi. « C'est faux », a-t-il répondu.",
        ["Paul Renard", "Hugo Marchal"],
    ),
    "named after the headline": (
        "Le consul parle de « cinéma ».\nLe consul, Batu Orgonai, a été reçu lundi.",
        ["Batu Orgonai"],
    ),
    "newspaper": (
        "Le journal L'Éclaireur a publié une note. Le bihebdomadaire maintient que le texte est authentique.",
        ["L'Éclaireur"],
    ),
}

TABLE = tomllib.loads((Path(__file__).parents[1] / "cases" / "speakers.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["name"])
def test_cases(nlp_fr: Language, case: dict[str, Any]) -> None:
    found = annotate(nlp_fr, Document(doc_id="case", text=case["text"]))._.layers.quotations
    assert [q.speaker_name or "" for q in found] == case["speakers"]


@pytest.mark.parametrize("name", CASES)
def test_names(nlp_fr: Language, name: str) -> None:
    text, expected = CASES[name]
    found = annotate(nlp_fr, Document(doc_id="case", text=text))._.layers.quotations
    assert [q.speaker_name for q in found] == expected
    assert all(q.evidence for q in found)


def test_evidence_says_why_and_whose_speech_goes_on(nlp_fr: Language) -> None:
    text = "Le préfet Paul Renard est venu. « La digue tient », a-t-il dit. « Nous l'avons vérifiée en mars. »"
    told, goes_on = annotate(nlp_fr, Document(doc_id="case", text=text))._.layers.quotations
    assert (told.rule_id, told.cue_text, told.evidence) == ("quote.incise-after", "dit", "pronoun: subject")
    assert (goes_on.rule_id, goes_on.speaker_name) == ("quote.discourse", "Paul Renard")
    assert goes_on.evidence == "same speaker as « il »: pronoun: subject"


def test_turns_resolve_the_first_and_second_person(nlp_fr: Language) -> None:
    question = "Vous avez dit que le port rouvrirait."
    answer = "J'ai dit que le port rouvrirait en mai."
    text = f"{question}\n{answer}"
    document = Document(doc_id="turns", text=text)
    document.segments = [
        Segment("g1", "turn", 0, len(question), speaker_text="Q"),
        Segment("g2", "turn", len(question) + 1, len(text), speaker_text="R", speaker_name="Hélène Vasseur"),
    ]
    found = annotate(nlp_fr, document)._.layers.quotations
    assert [q.speaker_name for q in found] == ["Hélène Vasseur", "Hélène Vasseur"]


def test_initials_and_headline_of_an_interview(nlp_fr: Language) -> None:
    text = "« On nous a oubliés sur cette île. »\nLa revue a rencontré Hélène Vasseur.\nNulle part, hélas."
    document = Document(doc_id="interview", text=text)
    at = text.index("Nulle")
    document.segments = [
        Segment("g1", "title", 0, text.index("\n")),
        Segment("g2", "paragraph", text.index("La revue"), at - 1),
        Segment("g3", "turn", at, len(text), speaker_text="H. V.", speaker_name="H. V."),
    ]
    found = annotate(nlp_fr, document)._.layers.quotations
    assert document.segments[2].speaker_name == "Hélène Vasseur"
    assert [(q.text, q.speaker_name) for q in found] == [("On nous a oubliés sur cette île.", "Hélène Vasseur")]


def test_author_gets_the_entity_of_the_text(nlp_fr: Language) -> None:
    text = "L'Ambassade du Pérou en Suisse rejette ces propos."
    doc = annotate(nlp_fr, Document(doc_id="author", text=text, publisher="Ambassade du Pérou en Suisse"))
    names = {entity.entity_id: entity.canonical for entity in doc._.layers.entities}
    assert names[doc._.document.author_entity_id] == "Ambassade du Pérou en Suisse"
