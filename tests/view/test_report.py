"""The files of a report: one, or an index with pages; addresses; both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from run_folders import EVIL, many, write_run

from pipeline.view import report
from pipeline.view.document import act_anchor, anchor
from pipeline.view.rendering import FOLDER, shortened, static
from pipeline.view.wording import Wording, inert, strings
from pipeline.write.export import RunError


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("paged")
    run = write_run(folder / "run", many(report.PER_PAGE * 2 + 5))
    return report.write_report(run, folder / "report.html", one_file=10)


def test_many_documents_get_an_index_and_pages(paged) -> None:
    assert [path.name for path in paged] == ["report.html", "0001.html", "0002.html", "0003.html"]
    texts = [path.read_text(encoding="utf-8") for path in paged]
    assert [text.count("<article") for text in texts] == [0, report.PER_PAGE, report.PER_PAGE, 5]


def test_every_link_between_index_and_pages_leads_somewhere(paged) -> None:
    ids = {path: set(re.findall(r' id="([^"]+)"', path.read_text(encoding="utf-8"))) for path in paged}
    count = 0
    for path in paged:
        for href in re.findall(r' href="([^"]+)"', path.read_text(encoding="utf-8")):
            if href.startswith(("data:", "https://www.wikidata.org/")):
                continue
            file, _, fragment = href.partition("#")
            there = (path.parent / file).resolve() if file else path
            assert there in ids, href
            assert not fragment or fragment in ids[there], href
            count += 1
    assert count > 1000


def test_a_smaller_report_leaves_no_page_of_a_larger_one(tmp_path) -> None:
    out = tmp_path / "report.html"
    report.write_report(write_run(tmp_path / "large", many(12)), out, one_file=10)
    assert len(list((tmp_path / "report-pages").iterdir())) == 1
    assert report.write_report(write_run(tmp_path / "small", many(2)), out, one_file=10) == [out]
    assert not (tmp_path / "report-pages").exists()


def test_no_run_is_a_clear_error(tmp_path) -> None:
    with pytest.raises(RunError, match="not a run folder"):
        report.write_report(tmp_path, tmp_path / "r.html")


def test_the_same_run_makes_the_same_report(gold_run, tmp_path) -> None:
    pages = [report.write_report(gold_run, tmp_path / name)[0].read_bytes() for name in ("a.html", "b.html")]
    assert pages[0] == pages[1]


def test_addresses_of_different_documents_differ_and_are_plain() -> None:
    names = ["a.txt", "a-txt", "a_txt", "a/txt", "", "é", "é" * 80, "é" * 81, *EVIL]
    anchors = [anchor(name) for name in names]
    assert len(set(anchors)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", item) for item in anchors)
    assert act_anchor("a", "a1") == "d-a.a1"


def test_every_string_has_both_languages() -> None:
    for key, entry in tomllib.loads((FOLDER / "strings.toml").read_text(encoding="utf-8")).items():
        assert set(entry) == {"fr", "en"} and all(entry.values()), key


def test_every_string_is_used() -> None:
    sources = [*FOLDER.glob("*.py"), *(FOLDER / "templates").iterdir()]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    made = {"accusations", "denials", "demands", "theme_auto", "theme_light", "theme_dark"}
    unused = [key for key in strings() if f'"{key}"' not in text and key not in made]
    assert unused == []


def test_every_class_of_the_script_and_templates_is_styled_or_known() -> None:
    style = static("marks.css") + static("report.css")
    for name in ("hot", "part", "target", "float", "scripted", "choice", "sheet"):
        assert f".{name}" in style


@pytest.mark.parametrize("text", ["\u202eabc", "a\x00b", "\u2067x", "\x85", "\u2028"])
def test_control_characters_are_shown_not_obeyed(text: str) -> None:
    assert re.search(r"\[U\+[0-9A-F]{4}\]", inert(text))


def test_ordinary_text_is_printed_as_it_is() -> None:
    text = "« L’été », dit-il… العربية\n\té e\u0301 \u00a0\u202f\u200d👩\u200d🚀"
    assert inert(text) == text


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("court", 10, "court"),
        ("un texte assez long", 12, "un texte…"),
        ("x" * 20, 10, "x" * 9 + "…"),
        (" " * 30, 10, "…"),
    ],
)
def test_long_names_are_cut_at_a_space(text, most, cut) -> None:
    assert shortened(text, most) == cut
    assert shortened(Wording(text, text), most) == Wording(cut, cut)
