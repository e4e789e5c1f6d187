"""Make the pictures of the README from the report of a run: ``python docs/make_pictures.py outputs/demo``.

Needs Chromium and the dev dependencies.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from selenium import webdriver

from pipeline.view.report import write_report

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--hide-scrollbars")
SCROLL = """
const cues = (article) => article.querySelectorAll('.text[lang=fr] p:nth-child(n + 6) .cue').length;
window.shown = [...document.querySelectorAll('article.document')].sort((a, b) => cues(b) - cues(a))[0];
shown.scrollIntoView();
"""
FOCUS = "shown.querySelectorAll('.text a.cue')[0].focus({ preventScroll: true })"
HERE = Path(__file__).parent


def browser(folder: str) -> Any:
    """Start a browser with a profile of its own."""
    options = webdriver.ChromeOptions()
    for flag in (*FLAGS, "--window-size=1240,800", f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or "chromium"
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


def main(run: Path) -> None:
    """Take a picture of the overview in English, and one of a document in French with the card of an act."""
    with tempfile.TemporaryDirectory() as folder:
        page = write_report(run, Path(folder) / "report.html")[0].as_uri()
        driver = browser(f"{folder}/profile")
        driver.get(f"{page}?lang=en&theme=light")
        driver.save_screenshot(str(HERE / "report-overview.png"))
        driver.get(f"{page}?lang=fr&theme=light")
        driver.execute_script(SCROLL)
        driver.execute_async_script("setTimeout(arguments[0], 300)")
        driver.execute_script(FOCUS)
        driver.save_screenshot(str(HERE / "report-document.png"))
        driver.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
