"""The component: the document's date, furniture, sentences in context."""

from datetime import date

import pytest
import spacy

from pipeline.components.dates import find_dates
from pipeline.components.state import layers_of
from pipeline.schema.models import Document, Segment


@pytest.fixture(scope="module")
def nlp():
    blank = spacy.blank("fr")
    blank.add_pipe("polyphonie_dates")
    return blank


def annotated(nlp, document):
    doc = nlp.make_doc(document.text)
    doc._.document = document
    return nlp.get_pipe("polyphonie_dates")(doc)


def values(text, **options):
    return [d.value for d in find_dates(text, **options)]


def test_layer_and_spans_agree(nlp):
    doc = annotated(nlp, Document("a", "Le pont a cédé le 9 mai 2016. La veille, il pleuvait."))
    assert [d.span_id for d in layers_of(doc).dates] == ["d1", "d2"]
    assert [(s.text, s.label_, s.id_) for s in doc.spans["dates"]] == [
        ("le 9 mai 2016", "DATE", "d1"),
        ("La veille", "DATE", "d2"),
    ]


def test_nothing_in_furniture(nlp):
    text = "Publié le 3 mars 2024 | Partager\n\nLe vote aura lieu le 4 mars 2024."
    document = Document(
        "a", text, segments=[Segment("g1", "furniture", 0, 32), Segment("g2", "paragraph", 34, len(text))]
    )
    assert [d.value for d in layers_of(annotated(nlp, document)).dates] == ["2024-03-04"]


def test_anchor_names_what_a_date_was_read_from():
    found = find_dates("Le 9 mai 2016, le pont a cédé. La veille, il pleuvait. Hier, rien.", published=date(2020, 1, 2))
    assert [d.anchor for d in found] == [None, "d1", "document"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Le 6 janvier, il a plu.", "XXXX-01-06"),
        ("Reçu jeudi.", "XXXX-WXX-4"),
        ("En mars, il a plu.", "XXXX-03"),
        ("Il est venu hier.", "XXXX-XX-XX"),
        ("Il viendra samedi à 11 heures.", "XXXX-WXX-6T11:00"),
        ("Depuis l'hiver dernier, rien.", "XXXX-WI"),
        ("Avant la fin du trimestre, il faut répondre.", "XXXX-QX"),
        ("Il y a trois semaines, tout a changé.", "XXXX-WXX"),
        ("Avant Noël, il faut répondre.", "XXXX-12-25"),
    ],
)
def test_without_anchor_digits_are_unknown(text, value):
    assert values(text) == [value]
    assert find_dates(text)[0].first_day is None


@pytest.mark.parametrize(
    ("text", "precision", "value"),
    [
        ("Réuni mardi à Berne.", "month", "2018-WXX-2"),
        ("Dérobés l'an dernier.", "month", "2017"),
        ("Reçu hier.", "month", "2018-05-XX"),
        ("La semaine prochaine, on verra.", "month", "2018-WXX"),
        ("Le mois dernier, il a plu.", "year", "2018-XX"),
    ],
)
def test_coarse_dates_invent_no_day(text, precision, value):
    assert values(text, published=date(2018, 5, 1), precision=precision) == [value]


def test_impossible_dates_have_no_value():
    found = find_dates(
        "Le 31 février, le 31 avril 2020 et le 29 février 2023 n'existent pas.", published=date(2025, 1, 1)
    )
    assert [(d.text, d.value, d.first_day) for d in found] == [
        ("Le 31 février", None, None),
        ("le 31 avril 2020", None, None),
        ("le 29 février 2023", None, None),
    ]


def test_a_past_year_is_told_on():
    text = "L'an dernier, le parc a fermé en mars. En avril, il a rouvert."
    assert values(text, published=date(2025, 2, 27)) == ["2024", "2024-03", "2024-04"]


def test_the_year_of_a_noun_is_not_told_on():
    assert values("La loi de 1995 a été appliquée en mars.", published=date(2025, 6, 27)) == ["1995", "2025-03"]


def test_beyond_the_calendar():
    assert values("Il y a 9000 ans, la mer était là.", published=date(2025, 2, 27)) == [None]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The bridge opened on May 9, 2016.", "2016-05-09"),
        ("It was held on Thursday 5 October 2023.", "2023-10-05"),
        ("He was received yesterday.", "2025-02-26"),
        ("The note of 14/11/2024 17:42 is lost.", "2024-11-14T17:42"),
        ("The court sat last year.", "2024"),
        ("She spent nineteen months there.", "P19M"),
        ("It is due in the first quarter of 2025.", "2025-Q1"),
        ("They are audited every year.", "P1Y"),
        ("He worked there in the nineties.", "199"),
        ("The crane was removed after the 2016 cyclone.", "2016"),
        ("They met on Friday at 4.10 p.m. in Oslo.", "2025-02-21T16:10"),
        ("Reply before the end of the month.", "2025-02"),
        ("He promised it two years ago.", "2023"),
        ("The fort dates from the 17th century.", "16"),
    ],
)
def test_english(text, value):
    assert values(text, language="en", published=date(2025, 2, 27)) == [value]
