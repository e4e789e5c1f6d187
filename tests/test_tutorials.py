"""The code of the tutorials runs, block after block, as a reader would run it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import pipeline

ROOT = Path(__file__).parent.parent
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
