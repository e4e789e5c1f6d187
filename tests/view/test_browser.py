"""The report in a real browser: it runs without errors, does what it promises, and hostile documents stay text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from run_folders import EVIL


def open_page(browser: Any, page: Path, query: str = "", fragment: str = "") -> list[str]:
    """Open a page and return what the console complains of."""
    browser.get("about:blank")
    browser.get(page.as_uri() + query + fragment)
    return [entry["message"] for entry in browser.get_log("browser")]


def find(browser: Any, selector: str) -> list[Any]:
    return browser.find_elements("css selector", selector)


def visible_text(browser: Any, selector: str) -> str:
    return browser.execute_script("return document.querySelector(arguments[0]).innerText", selector)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_report_of_the_corpus_opens_without_an_error(browser, gold_report, language, theme) -> None:
    assert open_page(browser, gold_report, f"?lang={language}&theme={theme}") == []
    assert browser.execute_script("return document.documentElement.lang") == language
    heading = {"fr": "Rapport d'annotation", "en": "Annotation report"}
    assert heading[language] in visible_text(browser, "h1")
    other = {"fr": "Who accuses whom", "en": "Qui accuse qui"}
    assert other[language] not in visible_text(browser, "main")
    background = browser.execute_script("return getComputedStyle(document.querySelector('.sheet')).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 24, 29)"}[theme]


def test_nothing_reaches_for_the_network(browser, gold_report) -> None:
    open_page(browser, gold_report)
    names = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [name for name in names if not name.startswith("data:")] == []


def test_every_link_within_the_report_leads_somewhere(browser, gold_report) -> None:
    open_page(browser, gold_report)
    broken = browser.execute_script(
        "return [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
        ".filter(id => !document.getElementById(decodeURIComponent(id)))"
    )
    assert broken == []
    assert len(find(browser, ".text a[href^='#']")) > 600


def test_ids_are_unique(browser, gold_report) -> None:
    open_page(browser, gold_report)
    ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map(node => node.id)")
    assert len(ids) == len(set(ids))


def test_a_permalink_shows_its_act(browser, gold_report) -> None:
    open_page(browser, gold_report)
    anchor = browser.execute_script("return document.querySelectorAll('.notes li[id]')[300].id")
    open_page(browser, gold_report, fragment=f"#{anchor}")
    note = browser.find_element("id", anchor)
    assert "target" in note.get_attribute("class")
    place = browser.execute_script("return arguments[0].getBoundingClientRect().top", note)
    assert 0 <= place < 1000
    assert browser.execute_script("return document.querySelectorAll('.text .hot').length") > 0


def test_focus_on_a_cue_shows_the_card_of_its_act(browser, gold_report) -> None:
    open_page(browser, gold_report, "?lang=en")
    cue = find(browser, ".text a.cue")[0]
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].focus()", cue)
    card = browser.find_element("id", "card")
    assert card.is_displayed()
    for word in ("actor", "content", "cue"):
        assert word in card.text
    browser.find_element("tag name", "body").send_keys("\ue00c")  # Escape
    assert not card.is_displayed()


def test_overlapping_annotations_share_a_card(browser, gold_report) -> None:
    open_page(browser, gold_report)
    count = browser.execute_script(
        "const piece = [...document.querySelectorAll('.text [data-r]')].find(p =>"
        " /a-\\S/.test(p.dataset.r) && /(^| )q\\d/.test(p.dataset.r) && /(^| )e\\d/.test(p.dataset.r));"
        "piece.scrollIntoView({block: 'center'}); piece.tabIndex = 0; piece.focus();"
        "return document.querySelectorAll('#card li').length"
    )
    assert count >= 3


def test_search_and_filters_narrow_the_documents(browser, gold_report) -> None:
    open_page(browser, gold_report)

    def shown() -> int:
        browser.execute_async_script("setTimeout(arguments[0], 400)")
        return browser.execute_script("return document.querySelectorAll('article.document:not([hidden])').length")

    everything = shown()
    box = browser.find_element("id", "f-text")
    box.send_keys("haizhong")
    some = shown()
    assert 0 < some < everything
    assert browser.find_element("id", "f-count").text == str(some)
    find(browser, "#filters button[type=reset]")[0].click()
    assert shown() == everything
    link = find(browser, ".matrix td a")[0]
    browser.execute_script("arguments[0].click()", link)
    assert 0 < shown() < everything


def test_layers_can_be_switched_off(browser, gold_report) -> None:
    open_page(browser, gold_report, "?theme=light")
    colour = "return getComputedStyle(document.querySelector('.text .cue')).backgroundColor"
    before = browser.execute_script(colour)
    browser.execute_script("document.getElementById('layer-acts').click()")
    assert before != browser.execute_script(colour) == "rgba(0, 0, 0, 0)"


def test_the_report_is_readable_without_javascript(new_browser, gold_report) -> None:
    driver = new_browser("--blink-settings=scriptEnabled=false")
    try:
        driver.get(gold_report.as_uri())
        text = driver.find_element("css selector", "main").text
        assert "Qui accuse qui" in text
        assert "Who accuses whom" not in text
        assert not driver.find_element("id", "filters").is_displayed()
        driver.find_element("css selector", "label[for=lang-en]").click()
        assert "Who accuses whom" in driver.find_element("css selector", "main").text
        assert driver.find_element("css selector", ".notes li").is_displayed()
    finally:
        driver.quit()


def test_hostile_documents_cannot_run(browser, evil_report) -> None:
    assert open_page(browser, evil_report) == []
    assert browser.execute_script("return window.harmed === undefined")
    for cue in find(browser, ".text [data-r]")[:30]:
        browser.execute_script("arguments[0].tabIndex = 0; arguments[0].focus()", cue)
    assert browser.execute_script("return window.harmed === undefined")
    assert browser.execute_script("return document.querySelectorAll('script').length") == 1
    assert browser.execute_script("return document.querySelectorAll('style').length") == 1
    assert browser.execute_script("return document.querySelectorAll('img, iframe, object, embed').length") == 0
    handlers = "return [...document.querySelectorAll('*')].filter(n => [...n.attributes].some(a => /^on/.test(a.name)))"
    assert browser.execute_script(handlers) == []
    hrefs = browser.execute_script("return [...document.querySelectorAll('[href]')].map(n => n.getAttribute('href'))")
    assert all(href.startswith(("#", "data:,")) for href in hrefs)


def test_hostile_documents_cannot_disfigure(browser, evil_report) -> None:
    open_page(browser, evil_report)
    assert visible_text(browser, "h1").startswith("Annotation report")
    assert len(find(browser, "article.document")) == len(EVIL)
    ends = browser.execute_script(
        "return [...document.querySelectorAll('article.document .text')].map(t => t.textContent.trim().slice(-13))"
    )
    assert ends == ["Fin du texte."] * len(EVIL)
    width = browser.execute_script("return document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
    raw = browser.execute_script("return document.documentElement.textContent")
    assert not set(raw) & set("\u202e\u2066\u200f\x00\x07\x1b")
    assert "[U+202E]" in raw


def test_hostile_text_reads_as_itself(browser, evil_report) -> None:
    open_page(browser, evil_report)
    texts = browser.execute_script("return [...document.querySelectorAll('article .text')].map(t => t.textContent)")
    for evil in (EVIL[0], EVIL[1], EVIL[2], EVIL[4]):
        assert any(text.count(evil) == 3 for text in texts)


def test_a_notebook_shows_a_document(browser, gold_run, evil_run, tmp_path) -> None:
    import pipeline

    for run in (gold_run, evil_run):
        opened = pipeline.read(run)
        document = opened[opened.documents["doc_id"].iloc[0]]
        page = tmp_path / "notebook.html"
        shown = (
            f"<!DOCTYPE html><meta charset=utf-8><p id=outer>notebook</p>{opened._repr_html_()}{document._repr_html_()}"
        )
        page.write_text(shown, encoding="utf-8")
        assert open_page(browser, page) == []
        assert browser.execute_script("return window.harmed === undefined")
        colour = "return getComputedStyle(document.querySelector('.text .cue')).backgroundColor"
        assert browser.execute_script(colour) != "rgba(0, 0, 0, 0)"
        assert browser.execute_script("return getComputedStyle(document.getElementById('outer')).display") == "block"
