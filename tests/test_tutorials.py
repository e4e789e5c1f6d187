"""The code and the commands of the documentation run, one after the other, as a reader would run them."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import pipeline
from pipeline.cli import main
from pipeline.write.exchange import load, save

ROOT = Path(__file__).parent.parent
COMMAND = re.compile(r"^ +polyphonie (.+)|(?<=^```\n)(?:polyphonie .+\n)+(?=```$)", re.MULTILINE)
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that looks like the project's, with the run that the tutorials make."""
    folder = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    pipeline.run(
        str(folder / "corpus" / "raw"), folder / "outputs" / "demo", metadata=folder / "corpus" / "index.jsonl"
    )
    return folder


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_blocks_of_a_tutorial_run(language, demo, monkeypatch, capsys) -> None:
    monkeypatch.chdir(demo)
    blocks = BLOCK.findall((ROOT / "docs" / f"tutorial.{language}.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 6
    names: dict[str, object] = {}
    for number, block in enumerate(blocks, start=1):
        exec(compile(block, f"tutorial.{language}.md, block {number}", "exec"), names)
    assert "2022" in capsys.readouterr().out


def test_both_tutorials_hold_the_same_code() -> None:
    texts = [(ROOT / "docs" / f"tutorial.{language}.md").read_text(encoding="utf-8") for language in ("en", "fr")]
    assert [len(BLOCK.findall(text)) for text in texts] == [len(BLOCK.findall(texts[0]))] * 2


PAGES = {
    "evaluation.md": 7,
    "evaluation.fr.md": 7,
    "tutorial.en.md": 2,
    "tutorial.fr.md": 2,
    "parallel.md": 4,
    "parallel.fr.md": 4,
}
"""How many commands each page shows."""


def commands(page: str) -> list[list[str]]:
    """Return the commands that a page shows in blocks of their own, up to the section for developers."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    shown = re.split(r"^## (?:For developers|Pour qui développe)", text, flags=re.MULTILINE)[0]
    lines = "\n".join(found.group() for found in COMMAND.finditer(shown)).splitlines()
    return [shlex.split(line)[1:] for line in lines if line.strip()]


def execute(arguments: list[str]) -> object:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return caught.value.code


def annotate_by_hand(tasks: Path) -> None:
    """Do what two annotators do in Label Studio: one deletes a name, the other accepts all; both export."""
    documents = load(tasks)
    save(documents, tasks.parent / "second.json", "label-studio")
    save(documents, tasks.parent / "seconde.json", "label-studio")
    del documents[0].layers.entities[0]
    save(documents, tasks.parent / "gold.json", "label-studio")


@pytest.mark.parametrize(("page", "count"), PAGES.items())
def test_the_commands_of_a_page_run(page, count, demo, monkeypatch, capsys) -> None:
    monkeypatch.chdir(demo)
    own = demo / ("textes" if "fr" in page else "mine")
    for number in range(13):
        text = f"Paris, le {number + 2} mars 2024\n\nLe ministre Paul Lacombe accuse Valtor de mentir {number} fois.\n"
        folder = own / ("raw" if number < 10 else "autres" if "fr" in page else "more")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"texte{number:02}.txt").write_text(text, encoding="utf-8")
    for name in ("before", "after", "avant", "apres"):
        shutil.copytree(demo / "outputs" / "demo", demo / "outputs" / name, dirs_exist_ok=True)
    found = commands(page)
    assert len(found) == count
    for arguments in found:
        assert execute(arguments) == 0, arguments
        if arguments[0] == "export":
            annotate_by_hand(Path(arguments[-1]))
    if "parallel" in page:
        for number, block in enumerate(BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8")), start=1):
            exec(compile(block, f"{page}, block {number}", "exec"), {})
        assert (demo / "outputs" / "demo" / "alignments.html").is_file()
        assert "_fr" not in capsys.readouterr().err
    if "evaluation" in page:
        printed = capsys.readouterr().out
        assert "96.7" in printed  # precision of 30 names, of which the annotator deleted one
        assert "texte10" in printed  # suggested, since it is not in gold
        assert (own / ("erreurs.html" if "fr" in page else "errors.html")).is_file()
        assert len(load(own / ("taches.jsonl" if "fr" in page else "tasks.jsonl"))) >= 3


@pytest.mark.parametrize(
    ("readme", "page"), [("README.md", "evaluation.md"), ("README.fr.md", "evaluation.fr.md")], ids=["en", "fr"]
)
def test_the_readme_measures_with_the_commands_of_the_page(readme, page) -> None:
    shown = (ROOT / readme).read_text(encoding="utf-8").split("<!-- end of accuracy -->")[1]
    block = re.findall(r"^\.venv/bin/polyphonie (.+)$", shown, re.MULTILINE)
    executed = [[word for word in arguments if word not in ("--lang", "fr")] for arguments in commands(page)]
    assert [line.split()[0] for line in block] == ["run", "export", "evaluate"]
    for line in block:
        words = [word for word in line.split() if word not in ("--lang", "fr")]
        assert any(arguments[: len(words)] == words for arguments in executed), line
