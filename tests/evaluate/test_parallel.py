"""French and English versions of one text: which documents, sentences and acts correspond, and what is shown."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_folders import EVIL, evil_document, gold_documents, write_run

import pipeline
from pipeline.cli.app import execute
from pipeline.evaluate.parallel.acts import align_documents
from pipeline.evaluate.parallel.cognates import inclusion, likeness, terms
from pipeline.evaluate.parallel.compare import agreement_figures, align_run, alignment_rows, write_alignments
from pipeline.evaluate.parallel.pairing import DocumentPair, pair_documents
from pipeline.evaluate.parallel.sentences import align_sentences
from pipeline.schema.check import check_run
from pipeline.schema.models import Act, Argument, Document, Entity, Layers, Sentence
from pipeline.schema.tables import DERIVED
from pipeline.view.parallel import write_parallel
from pipeline.write.exchange import AnnotatedDocument, load

GOLD = Path("corpus/gold")
INDEX = [json.loads(line) for line in Path("corpus/index.jsonl").read_text(encoding="utf-8").splitlines()]
PAIRS = [(row["parallel_of"], row["file"]) for row in INDEX if row["parallel_of"]]


@pytest.fixture(scope="module")
def gold() -> dict[str, AnnotatedDocument]:
    return {annotated.name: annotated for annotated in load(GOLD)}


@pytest.fixture(scope="module")
def gold_run(tmp_path_factory) -> Path:
    """A run that holds the gold of the corpus, with its metadata."""
    return write_run(tmp_path_factory.mktemp("parallel") / "run", gold_documents())


def rows(documents: list[tuple[Document, Layers]], **changed: object) -> dict[str, list[dict]]:
    """Return the rows by which documents are paired."""
    found: dict[str, list[dict]] = {"documents": [], "entities": [], "dates": []}
    for document, layers in documents:
        found["documents"].append({**asdict(document), "n_chars": len(document.text), **changed})
        found["entities"] += [{"doc_id": document.doc_id, **asdict(entity)} for entity in layers.entities]
        found["dates"] += [{"doc_id": document.doc_id, **asdict(expression)} for expression in layers.dates]
    return found


# Documents


def test_the_ten_pairs_of_the_corpus_are_found_by_their_metadata() -> None:
    found = pair_documents(**rows(gold_documents()), detect=False)
    assert {(pair.french, pair.english) for pair in found} == set(PAIRS)
    assert {pair.parallel for pair in found} == {"given"}


def test_the_ten_pairs_and_no_other_are_detected_without_metadata() -> None:
    found = pair_documents(**rows(gold_documents(), parallel_of=None))
    assert {(pair.french, pair.english) for pair in found} == set(PAIRS)
    assert {pair.parallel for pair in found} == {"detected"}


def document(doc_id: str, language: str, parallel_of: str | None = None, **given: object) -> dict:
    usual = {"text": "", "title": None, "published": None, "n_chars": 100}
    return {"doc_id": doc_id, "language": language, "parallel_of": parallel_of, **usual, **given}


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ([document("x.txt", "fr", "x_en.txt"), document("x_en.txt", "en")], [("x.txt", "x_en.txt")]),
        ([document("a/x.txt", "fr"), document("a/x.en.txt", "en", "x.txt")], [("a/x.txt", "a/x.en.txt")]),
        (
            [document("a/x.txt", "fr"), document("b/x.txt", "fr"), document("b/y.txt", "en", "x")],
            [("b/x.txt", "b/y.txt")],
        ),
        ([document("x.txt", "fr"), document("y.txt", "fr", "x.txt")], []),
        ([document("x.txt", "fr"), document("y.txt", "en", "nowhere.txt")], []),
        ([document("x.txt", "fr", "y.txt"), document("y.txt", "en", "x.txt")], [("x.txt", "y.txt")]),
    ],
    ids=["French names English", "by file name", "same folder first", "two French", "no such document", "each other"],
)
def test_documents_named_in_the_metadata(documents, expected) -> None:
    assert pair_documents(documents) == [DocumentPair(*pair, "given") for pair in expected]


def test_versions_of_another_date_or_length_are_not_detected() -> None:
    text = "Fait à Genève le 3 mars 2024 : 1 250 tonnes, 37 navires, 12 ports, 48 marins, 960 conteneurs."
    english = "Done at Geneva on 3 March 2024: 1,250 tonnes, 37 vessels, 12 ports, 48 seamen, 960 containers."

    def detected(**given: object) -> int:
        other = document("y.txt", "en", text=english, published=date(2024, 3, 4))
        return len(pair_documents([document("x.txt", "fr", text=text, published=date(2024, 3, 3)), {**other, **given}]))

    assert detected() == 1
    assert detected(published=None) == 1
    assert detected(published=date(2024, 4, 3)) == 0
    assert detected(n_chars=500) == 0
    assert detected(language="fr") == 0


# Words and sentences


def test_cognates() -> None:
    french, english = terms("L’ambassade dément : 1 500 réfugiés."), terms("The embassy denies: 1,500 refugees.")
    assert french & english == {"1500", "refu"}
    assert likeness(french, terms("le la")) is None
    assert inclusion(terms("Radko Velimski"), terms("press counsellor Radko Velimski")) == 1


FRENCH = ["Nous nions tout.", "Le navire Aurore a quitté Dakar le 12 mai avec 340 tonnes.", "Personne n’a menti."]
OMITTED = "La ministre a réclamé hier, devant les députés réunis en séance, la libération immédiate de tout l’équipage."
SAME = [((0, 1), (0, 1)), ((1, 2), (1, 2)), ((2, 3), (2, 3))]
ENGLISH = ["We deny it all.", "The vessel Aurore left Dakar on 12 May with 340 tonnes.", "Nobody lied."]


@pytest.mark.parametrize(
    ("french", "english", "beads"),
    [
        (FRENCH, ENGLISH, SAME),
        ([*FRENCH[:2], OMITTED, FRENCH[2]], ENGLISH, [*SAME[:2], ((2, 3), (2, 2)), ((3, 4), (2, 3))]),
        (
            [*FRENCH[:2], "Le port de Dakar confirme.", "L’Aurore est vide."],
            [*ENGLISH[:2], "The port of Dakar confirms, and the Aurore is empty."],
            [*SAME[:2], ((2, 4), (2, 3))],
        ),
        ([], ENGLISH[:1], [((0, 0), (0, 1))]),
    ],
    ids=["one to one", "a sentence less in English", "two in one", "nothing in French"],
)
def test_sentences(french, english, beads) -> None:
    assert [(bead.french, bead.english) for bead in align_sentences(french, english)] == beads


@given(st.lists(st.text("ab 1é.", max_size=40), max_size=40), st.lists(st.text("ab 1é.", max_size=40), max_size=40))
def test_beads_cover_every_sentence_once_and_in_order(french, english) -> None:
    beads = align_sentences(french, english)
    for side, sentences in (("french", french), ("english", english)):
        covered = [number for bead in beads for number in range(*getattr(bead, side))]
        assert covered == list(range(len(sentences)))


# Acts


def test_acts_of_a_press_article_correspond(gold) -> None:
    name = "201_news_mokanda-rappel-ambassadeur"
    found = align_documents(gold[name], gold[f"{name}.en"]).pairs
    cues = [(pair.french.cue_text, pair.english.cue_text) for pair in found if pair.french and pair.english]
    assert len(cues) == len(found) == 13
    assert cues[0] == ("dénonce", "denounced")
    assert ("faute de quoi", "should not be surprised") in cues
    assert ("conteste", "denies") in cues


def test_an_act_of_one_version_only_is_told(gold) -> None:
    name = "104_declaration_barques-vides"
    found = align_documents(gold[name], gold[f"{name}.en"]).pairs
    assert [pair.english.cue_text for pair in found if pair.found == "en" and pair.english] == ["says not a word"]
    assert not [pair for pair in found if pair.found == "fr"]


def test_the_gold_of_the_ten_pairs_corresponds(gold) -> None:
    """The ceiling of what can be found in both languages: what the corpus says in both."""
    total = both = 0
    for french, english in PAIRS:
        pairs = align_documents(gold[french.removesuffix(".txt")], gold[english.removesuffix(".txt")]).pairs
        both += sum(2 for pair in pairs if pair.found == "both")
        total += sum(2 if pair.found == "both" else 1 for pair in pairs)
    assert both / total > 0.9


def version(language: str, sentences: list[str], acts: list[tuple[int, str, str, dict]]) -> AnnotatedDocument:
    """Return a document with one act, by sentence, cue and tag, for each of ``acts``."""
    text, spans = " ".join(sentences), []
    for sentence in sentences:
        start = text.index(sentence)
        spans.append(Sentence(f"s{len(spans)}", start, start + len(sentence)))
    layers = Layers(spans)
    for number, (at, cue, tag, qualities) in enumerate(acts):
        start = text.index(cue, spans[at].start)
        own = dict(qualities)
        people = {role: own.pop(role) for role in ("actor", "target") if role in own}
        layers.entities += [
            Entity(f"e{number}{role}", 0, 1, text[:1], "PER", None, name, name) for role, name in people.items()
        ]
        arguments = [Argument(role, name=name, entity_id=name) for role, name in people.items()]
        spans_of_act = (spans[at].start, spans[at].end, sentences[at], start, start + len(cue), cue)
        layers.acts.append(Act(f"a{number}", tag, "unspecified", *spans_of_act, "gold", arguments=arguments, **own))
    return AnnotatedDocument(Document(language, text, language=language), layers)


def test_only_acts_of_one_tag_and_place_correspond_one_to_one() -> None:
    french = version("fr", FRENCH, [(0, "nions", "DENIAL", {}), (2, "Personne", "DENIAL", {})])
    english = version(
        "en", ENGLISH, [(0, "deny", "ACCUSATION", {}), (2, "Nobody", "DENIAL", {}), (2, "lied", "DENIAL", {})]
    )
    found = [
        (pair.french and pair.french.cue_text, pair.english and pair.english.cue_text)
        for pair in align_documents(french, english).pairs
    ]
    assert found == [("nions", None), (None, "deny"), ("Personne", "Nobody"), (None, "lied")]


def test_the_parties_decide_between_two_acts_of_one_sentence() -> None:
    acts = [(0, "nie", "DENIAL", {"actor": "Paul Roy"}), (0, "dément", "DENIAL", {"actor": "Anne Vial"})]
    other = [(0, "denies", "DENIAL", {"actor": "Anne Vial"}), (0, "rejects", "DENIAL", {"actor": "Paul Roy"})]
    french = version("fr", ["L’un nie, l’autre dément tout cela."], acts)
    english = version("en", ["One denies, the other rejects all that."], other)
    pairs = align_documents(french, english).pairs
    assert {(pair.french.cue_text, pair.english.cue_text) for pair in pairs if pair.french and pair.english} == {
        ("nie", "rejects"),
        ("dément", "denies"),
    }


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        ({}, ()),
        ({"polarity": "neg"}, ("polarity",)),
        ({"status": "hypothetical", "satellite": True}, ("status", "satellite")),
        ({"actor": "Anne Vial"}, ("actor",)),
        ({"actor": "M. Paul Roy"}, ()),
    ],
)
def test_what_differs_between_the_versions_of_an_act_is_told(changed, differs) -> None:
    french = version("fr", FRENCH, [(0, "nions", "DENIAL", {"actor": "Paul Roy"})])
    english = version("en", ENGLISH, [(0, "deny", "DENIAL", {"actor": "Paul Roy", **changed})])
    (pair,) = align_documents(french, english).pairs
    assert (pair.found, pair.differs) == ("both", differs)


# Table, figures, page, command


def test_the_table_of_a_run_is_sound_and_reads_in_pandas(gold_run) -> None:
    parallels = align_run(gold_run)
    write_alignments(parallels, gold_run, "test")
    assert [problem for problem in check_run(gold_run) if problem.table == "alignments"] == []
    table = pipeline.read(gold_run).alignments
    assert list(table.columns) == DERIVED["alignments"].names
    assert len(table) == len(list(alignment_rows(parallels))) > 130
    both = table.query("found == 'both'")
    assert both[["act_id", "act_id_en", "score", "cue_text", "cue_text_en"]].notna().all(axis=None)
    assert table.query("found == 'fr'")["act_id_en"].isna().all()
    acts = pd.read_parquet(gold_run / "acts").set_index(["doc_id", "act_id"])["cue_text"]
    assert all(acts[row.doc_id_en, row.act_id_en] == row.cue_text_en for row in both.itertuples())
    assert table.attrs["command"] == "test"


def test_a_table_that_no_longer_fits_its_run_is_found_out(gold_run, tmp_path) -> None:
    parallels = align_run(gold_run)
    kept = [(document, layers) for document, layers in gold_documents() if "201_news" not in document.doc_id]
    other = write_run(tmp_path / "run", kept)
    write_alignments(parallels, other, "test")
    problems = [problem for problem in check_run(other) if problem.table == "alignments"]
    assert {problem.kind for problem in problems} == {"reference"}
    assert len(problems) == 26


def test_a_table_of_an_earlier_run_is_found_out_although_the_ids_are_the_same(gold_run, tmp_path) -> None:
    parallels = align_run(gold_run)
    act = parallels[0].alignment.french.acts[0]
    act.cue_text = "nie"
    other = write_run(tmp_path / "run", gold_documents())
    write_alignments(parallels, other, "test")
    (problem,) = [problem for problem in check_run(other) if problem.table == "alignments"]
    assert (problem.kind, problem.values["column"]) == ("surface", "cue_text")


def test_figures_of_gold_against_itself_and_of_a_run_with_half_the_acts(gold_run, gold, tmp_path) -> None:
    figures = agreement_figures(align_run(gold_run), gold)
    assert figures["found"].score == figures["linked"].score == 1
    assert figures["run"].score == figures["gold"].score > 0.9
    assert figures["found"].n_gold > 100
    without = [
        (document, replace(layers, acts=[] if document.doc_id in PAIRS[0] else layers.acts))
        for document, layers in gold_documents()
    ]
    less = agreement_figures(align_run(write_run(tmp_path / "run", without)), gold)
    assert less["found"].score < 0.95
    assert less["gold"].score == figures["gold"].score


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data) -> None:
        self.text += data


def page_of(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def test_the_page_shows_both_versions_and_marks_what_differs(gold_run, tmp_path) -> None:
    parallels = align_run(gold_run)
    page = page_of(write_parallel(parallels, gold_run, tmp_path / "page.html", language="en"))
    classes = [attributes.get("class", "") for _, attributes in page.tags]
    assert sum(tag == "article" for tag, _ in page.tags) == 10
    pairs = [pair for parallel in parallels for pair in parallel.alignment.pairs]
    assert sum(name in ("ACCUSATION", "DENIAL", "DEMAND") for name in classes) == len(pairs)
    assert 0 < classes.count("row unlike") < classes.count("row unlike") + classes.count("row")
    for parallel in parallels:
        for side in (parallel.alignment.french, parallel.alignment.english):
            assert all(act.cue_text.split()[0] in page.text for act in side.acts)
    assert "only in English" in page.text and "en anglais seulement" in page.text


def test_hostile_versions_stay_text(tmp_path) -> None:
    documents = []
    for number, evil in enumerate(EVIL):
        document, layers = evil_document(evil, number)
        english = replace(document, doc_id=document.doc_id + "-en", language="en", parallel_of=document.doc_id)
        documents += [(document, layers), (english, layers)]
    run = write_run(tmp_path / "run", documents)
    parallels = align_run(run)
    assert len(parallels) == len(EVIL)
    path = write_parallel(parallels, run, tmp_path / "page.html")
    page = page_of(path)
    names = [tag for tag, _ in page.tags]
    assert names.count("script") == names.count("style") == 1
    assert not {"img", "svg", "textarea"} & set(names)
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not re.search(r"[\x00-\x08\x0e-\x1f\u202e\u2066]", path.read_text(encoding="utf-8"))


def test_the_command(gold_run, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("POLYPHONIE_LANG", "en")
    page = tmp_path / "page.html"
    assert execute(["align", str(gold_run), "--gold", str(GOLD), "--html", str(page), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["pairs"]) == 10
    assert told["figures"]["linked"]["share"] == 1
    assert page.is_file() and (gold_run / "alignments" / "part-0.parquet").is_file()
    assert execute(["align", str(gold_run), "--given", "--lang", "fr"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("déclarés") == 10
    assert "actes du run avec un correspondant" in printed


def test_the_command_without_versions_says_what_to_do(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("POLYPHONIE_LANG", "en")
    run = write_run(tmp_path / "run", gold_documents()[2:3])
    assert execute(["align", str(run)]) == 2
    assert "parallel_of" in capsys.readouterr().err
    assert execute(["align", str(tmp_path)]) == 2
    assert "no run folder" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "words"), [("en", "stand in both"), ("fr", "figurent dans les deux")])
def test_the_help_teaches(language, words, capsys) -> None:
    assert execute(["align", "--help", "--lang", language]) == 0
    printed = " ".join(re.sub(r"[│╭╰─╮╯]", " ", capsys.readouterr().out).split())
    for expected in (words, "parallel_of", "RUN/alignments", "--gold"):
        assert expected in printed
