"""The page, the tables, the card, the suggestions and the comparison of runs."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from pipeline import evaluate
from pipeline.cli import main
from pipeline.evaluate.card import END, START, update_readme, write_cards
from pipeline.evaluate.diff import diff
from pipeline.evaluate.output import to_json, write_parquet
from pipeline.evaluate.page import page
from pipeline.evaluate.rules import read_measured, write_measured
from pipeline.evaluate.sources import EvaluationError, read_run
from pipeline.evaluate.suggest import suggest
from pipeline.evaluate.texts import texts
from pipeline.schema.models import Document, Entity, Layers, Sentence
from pipeline.write.exchange import FORMATS, AnnotatedDocument, load, save

GOLD = Path(__file__).parent / "data" / "gold"


@pytest.fixture(scope="session")
def found(perturbed_run):
    return evaluate(GOLD, perturbed_run)


class Articles(HTMLParser):
    """Collects the tags of a page and the text of its quotations."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.quotations: list[str] = []
        self.inside = False

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self.inside = self.inside or tag == "blockquote"
        if tag == "blockquote":
            self.quotations.append("")

    def handle_endtag(self, tag) -> None:
        self.inside = self.inside and tag != "blockquote"

    def handle_data(self, data) -> None:
        if self.inside:
            self.quotations[-1] += data


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_difference_stands_on_the_page_in_its_sentence(found, language) -> None:
    reader = Articles()
    reader.feed(page(found, language))
    assert reader.tags.count("article") == len(found.differences) > 50
    assert "script" not in reader.tags
    documents = {pair.name: pair.text for pair in found.pairs}
    for quotation, row in zip(reader.quotations, found.differences.itertuples(), strict=True):
        assert quotation in documents[row.document]
        for surface in (row.gold_text, row.predicted_text):
            assert not isinstance(surface, str) or surface in quotation


def test_a_page_escapes_whatever_it_is_given(tmp_path, write_run) -> None:
    text = '<script>alert(1)</script> & "Vasseur" dément.'
    annotated = AnnotatedDocument(Document("<img src=x onerror=alert(2)>", text), Layers())
    save([AnnotatedDocument(Document("x", text), Layers())], tmp_path / "gold", "json")
    annotated.layers.entities.append(Entity("e1", 0, 25, text[:25], "PER", rule_id="</style><script>", source="rule"))
    annotated.document.doc_id = "x"
    annotated.document.genre = "<b>"
    html = page(evaluate(tmp_path / "gold", write_run([annotated], tmp_path / "run")))
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_filters_name_every_choice(found) -> None:
    html = page(found)
    for kind in ("missed", "extra", "different", "wrong speaker"):
        assert f">{kind}</option>" in html
    for name in found.differences["document"].unique():
        assert f">{name}</option>" in html


def test_rows_of_differences_fit_the_scores(found) -> None:
    missed = found.differences.query("layer == 'roles' and kind in ['missed', 'different']")
    row = found.headline.loc["roles exact"]
    assert len(missed) == row.n_gold - round(row.recall * row.n_gold)
    right, wrong = (found.rules.query("layer == 'dates'")[name].sum() for name in ("right", "wrong"))
    assert right / (right + wrong) == pytest.approx(found.headline.loc["dates overlap+value"].precision)


def test_json_and_parquet(found, tmp_path) -> None:
    data = json.loads(to_json(found))
    assert data["headline"]["acts"]["f1"] == found.headline.loc["acts"].score
    write_parquet(found, tmp_path / "scores.parquet")
    table = pd.read_parquet(tmp_path / "scores.parquet")
    assert len(table) == len(found.scores)
    assert table.attrs["gold"] == str(GOLD)


def test_every_measure_has_a_name_in_both_languages(found) -> None:
    names = texts()["measure"]
    assert set(found.headline.index) <= set(names)
    assert all(set(entry) == {"en", "fr"} for section in texts().values() for entry in section.values())


def test_measured_precision_survives_the_file(found, tmp_path) -> None:
    write_measured(found.rules, "three documents", tmp_path / "measured.tsv")
    table = read_measured(tmp_path / "measured.tsv")
    assert len(table) == len(found.rules)
    assert table["right"].sum() == found.rules["right"].sum()
    assert read_measured(tmp_path / "none.tsv").empty


def test_card_and_readme_are_generated(found, tmp_path) -> None:
    for path in write_cards(found, tmp_path):
        assert f"{100 * found.headline.loc['acts'].score:.1f}" in path.read_text(encoding="utf-8")
    readme = tmp_path / "README.fr.md"
    readme.write_text(f"# Titre\n\n{START}\nvieux\n{END}\n\nfin\n", encoding="utf-8")
    update_readme(found, readme)
    once = readme.read_text(encoding="utf-8")
    assert "démentis" in once
    assert "vieux" not in once
    assert once.endswith(f"{END}\n\nfin\n")
    update_readme(found, readme)
    assert readme.read_text(encoding="utf-8") == once
    readme.write_text("# Titre\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="put the lines"):
        update_readme(found, readme)


def test_diff_of_a_run_with_itself_is_empty(perturbed_run) -> None:
    same = diff(perturbed_run, perturbed_run, GOLD)
    assert same.changes.empty
    assert same.scores["difference"].abs().max() == 0


def test_diff_names_what_was_gained_lost_and_changed(tmp_path, write_run) -> None:
    text = "Hélène Vasseur parle à Paris."

    def run(folder: str, *entities: Entity) -> Path:
        return write_run([AnnotatedDocument(Document("doc", text), Layers(entities=list(entities)))], tmp_path / folder)

    before = run("a", Entity("e1", 0, 6, "Hélène", "PER"), Entity("e2", 15, 20, "parle", "ORG", rule_id="old"))
    after = run("b", Entity("e1", 0, 14, "Hélène Vasseur", "PER"), Entity("e2", 23, 28, "Paris", "LOC", rule_id="new"))
    changes = diff(before, after).changes
    assert list(zip(changes["change"], changes["label"], changes["rule_id"], strict=True)) == [
        ("changed", "PER", "model"),
        ("lost", "ORG", "old"),
        ("gained", "LOC", "new"),
    ]


def test_suggestions_prefer_what_is_uncertain_and_leave_gold_out() -> None:
    text = "Paris dort. Le préfet brame. Le maire parle."
    layers = Layers(sentences=[Sentence("s1", 0, 11), Sentence("s2", 12, 28), Sentence("s3", 29, 44)])
    layers.entities = [
        Entity("e1", 0, 5, "Paris", "LOC", rule_id="sure"),
        Entity("e2", 15, 21, "préfet", "ROLE", rule_id="doubtful"),
    ]
    run = {name: AnnotatedDocument(Document(name, text), layers) for name in ("new", "known")}
    rules = pd.DataFrame({"rule_id": ["sure", "doubtful"], "low": [0.95, 0.2]})
    first, second = suggest(run, {"known"}, rules, 5)
    assert (first.document, first.annotated.text) == ("new", "Le préfet brame.")
    assert first.annotated.layers.entities[0].start == 3
    assert (second.reasons, second.weight) == (["rule sure"], pytest.approx(0.05))


def cli(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    return caught.value.code


def test_command_line(perturbed_run, tmp_path, capsys) -> None:
    html = tmp_path / "page.html"
    assert cli("evaluate", GOLD, "--run", perturbed_run, "--json", "--html", html) == 0
    assert json.loads(capsys.readouterr().out)["headline"]["acts"]["n"] > 0
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert cli("evaluate", GOLD, "--run", perturbed_run, "--lang", "fr") == 0
    assert "démentis" in capsys.readouterr().out
    for by in ("genre", "language", "layer", "rule"):
        assert cli("evaluate", GOLD, "--run", perturbed_run, "--by", by) == 0
    assert cli("evaluate", "--agreement", GOLD, GOLD) == 0
    assert "1.00" in capsys.readouterr().out
    assert cli("diff", perturbed_run, perturbed_run, "--gold", GOLD) == 0
    assert cli("export", perturbed_run, "--to", "label-studio", "--out", tmp_path / "out.json") == 0
    assert len(load(tmp_path / "out.json")) == len(read_run(perturbed_run))


@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate",),
        ("evaluate", GOLD),
        ("evaluate", GOLD, "--run", "no-such-run"),
        ("evaluate", "no-such-gold", "--annotate"),
        ("evaluate", GOLD, "--annotate", "--split", "test"),
        ("evaluate", GOLD, "--annotate", "--layers", "verbs"),
        ("evaluate", "--agreement", GOLD, "no-such-gold"),
        ("diff", "no-such-run", "no-such-run"),
        ("evaluate", GOLD, "--annotate", "--layers", "dates", "--suggest", "3"),
    ],
)
def test_what_a_user_gets_wrong_is_said_in_a_sentence(arguments, capsys) -> None:
    assert cli(*arguments) == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith("polyphonie: ")
    assert complaint.count("\n") == 1


def test_what_is_exported_from_a_run_is_found_again_in_it(tmp_path, write_run) -> None:
    """Documents in subfolders, two of one name, through a tool and back: a perfect score."""
    documents = []
    for doc_id in ("a/x.txt", "b/x.txt", "c/y.txt"):
        text = f"👍🏽 Hélène Vasseur dément à {doc_id}."
        entities = [Entity("e1", 3, 17, "Hélène Vasseur", "PER", canonical="Hélène Vasseur")]
        documents.append(AnnotatedDocument(Document(doc_id, text), Layers(entities=entities)))
    run = write_run(documents, tmp_path / "run")
    for name in FORMATS:
        assert cli("export", run, "--to", name, "--out", tmp_path / f"{name}{FORMATS[name].suffix}") == 0
        again = evaluate(tmp_path / f"{name}{FORMATS[name].suffix}", run)
        assert again.warnings == []
        assert again.headline.loc["entities exact"].score == 1
