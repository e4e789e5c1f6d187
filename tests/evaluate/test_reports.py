"""The page, the tables, the card, the suggestions and the comparison of runs."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from pipeline import evaluate
from pipeline.cli import main
from pipeline.evaluate.agreement import agreement
from pipeline.evaluate.card import END, START, update_readme, write_cards
from pipeline.evaluate.diff import diff
from pipeline.evaluate.known import known_entities
from pipeline.evaluate.output import to_json, write_parquet
from pipeline.evaluate.page import page
from pipeline.evaluate.rules import read_measured, write_measured
from pipeline.evaluate.sources import EvaluationError, read_run
from pipeline.evaluate.suggest import suggest
from pipeline.evaluate.texts import texts
from pipeline.rules.registry import registry
from pipeline.schema.models import Act, Document, Entity, Layers, Sentence
from pipeline.write.exchange import FORMATS, AnnotatedDocument, load, save

PERFORMATIVE = ("DEMAND", "performative")
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
        text = path.read_text(encoding="utf-8")
        assert f"{100 * found.headline.loc['acts'].score:.1f}" in text
        assert f"| ORG | {known_entities(found.pairs)['ORG'].mentions} |" in text
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


def act(act_id: str, text: str, cue: str, tag: str, **given) -> Act:
    start = text.index(cue)
    return Act(act_id, tag, "unspecified", 0, len(text), text, start, start + len(cue), cue, "demander-à", **given)


def test_suggestions_see_rules_that_compete_for_a_cue() -> None:
    """A rule that lost and would have made another kind of act counts; one that would have made the same does not."""
    text = "Le maire demande qu’on le croie."
    rules = pd.DataFrame({"rule_id": ["demander-à"], "low": [1.0]})

    def reasons(lost: list[str]) -> list[str]:
        found = act("a1", text, "demande", "DEMAND", evidence=["cue: demander-à", *(f"lost: {x}" for x in lost)])
        found.subtype = "performative"
        layers = Layers(sentences=[Sentence("s1", 0, len(text))], acts=[found])
        run = {"x": AnnotatedDocument(Document("x", text), layers)}
        return suggest(run, set(), rules, 1)[0].reasons

    same = next(rule for rule in registry() if (rule.fields.get("tag"), rule.fields.get("subtype")) == PERFORMATIVE)
    assert "rule demander-à over repose-sur-rien" in reasons(["repose-sur-rien"])
    assert not any(" over " in reason for reason in reasons([same.id]))


def test_suggestions_take_no_nesting_for_disagreement() -> None:
    text = "Le ministre de la Justice nie, puis réclame des excuses."
    layers = Layers(sentences=[Sentence("s1", 0, len(text))])
    layers.entities = [Entity("e1", 3, 25, text[3:25], "ROLE"), Entity("e2", 18, 25, text[18:25], "ORG")]
    layers.acts = [act("a1", text, "nie", "DENIAL"), act("a2", text, "réclame", "DEMAND")]
    rules = pd.DataFrame({"rule_id": ["demander-à", "model"], "low": [1.0, 1.0]})
    run = {"x": AnnotatedDocument(Document("x", text), layers)}
    assert suggest(run, set(), rules, 1)[0].reasons == ["cue nie", "cue réclame", "rule demander-à", "rule model"]
    layers.entities.append(Entity("e3", 18, 25, text[18:25], "LOC"))
    assert "ORG or LOC" in suggest(run, set(), rules, 1)[0].reasons


def test_the_competing_rules_of_an_act_stand_in_its_table(tmp_path, write_run) -> None:
    text = "Le maire demande qu’on le croie."
    evidence = ["cue: demander-à", "actor: subject@head", "lost: nom-de-demande", "lost: souhaiter"]
    written = [AnnotatedDocument(Document("x", text), Layers(acts=[act("a1", text, "demande", "DEMAND")]))]
    written[0].layers.acts[0].evidence = evidence
    run = write_run(written, tmp_path / "run")
    (found,) = read_run(run)["x"].layers.acts
    assert found.evidence == evidence
    assert found.beaten == ["nom-de-demande", "souhaiter"]
    assert pd.read_parquet(run / "acts").evidence.tolist() == [" ; ".join(evidence)]


def test_annotating_now_gives_the_figures_of_a_run(tmp_path, capsys) -> None:
    """The same texts, annotated now or in a run before; metadata from the index beside them, gold in another format."""
    names = ("102_qr_point-presse-kessane", "305_article_espionnage-chambre-morvenie.en")
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in names:
        shutil.copy(GOLD / f"{name}.txt", raw)
    (raw / "unrelated.txt").write_text("Ce texte n’est pas dans la référence.", encoding="utf-8")
    index = [{"file": f"{name}.txt", "date": "2019-06-18", "language": name[-2:]} for name in names]
    index[0]["language"] = "fr"
    lines = "".join(json.dumps(row) + "\n" for row in index)
    (tmp_path / "index.jsonl").write_text(lines, encoding="utf-8")
    save([annotated for annotated in load(GOLD) if annotated.name in names], tmp_path / "gold.json", "label-studio")
    assert cli("run", raw, "--out", tmp_path / "run") == 0
    capsys.readouterr()
    printed = []
    for how in (("--annotate",), ("--run", tmp_path / "run")):
        assert cli("evaluate", tmp_path / "gold.json", *how, "--json") == 0
        printed.append(json.loads(capsys.readouterr().out))
    now, before = printed
    assert now["headline"] == before["headline"]
    assert now["headline"]["dates overlap"]["n"] > 20
    assert now["headline"]["acts"]["f1"] > 0.3
    assert cli("evaluate", tmp_path / "gold.json", "--annotate", "--layers", "dates") == 0
    assert "acts" not in capsys.readouterr().out


def test_agreement_counts_the_sentences_of_the_pipeline(tmp_path) -> None:
    """« M. Roy » and « le 3. » end no sentence for the pipeline, a title and a list item do."""
    text = "M. Roy nie tout. L’O.N.U. exige des excuses :\n\n- du maire ;\n- de M. Ravel."
    sides = []
    for number, tag in enumerate(("DENIAL", "ACCUSATION")):
        layers = Layers(acts=[act("a1", text, "nie", tag), act("a2", text, "exige", "DEMAND")])
        save([AnnotatedDocument(Document("x", text), layers)], tmp_path / str(number), "json")
        sides.append(tmp_path / str(number))
    table = agreement(*sides).sentences.set_index("tag")
    assert set(table["n_sentences"]) == {4}
    assert table.loc["DEMAND", ["first", "second", "kappa"]].tolist() == [1, 1, 1.0]
    assert table.loc["DENIAL", ["first", "second", "kappa"]].tolist() == [1, 0, 0.0]


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
