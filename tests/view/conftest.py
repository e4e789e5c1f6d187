"""Run folders, their reports, and a headless browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from run_folders import evil_documents, evil_failures, gold_documents, write_run

from pipeline.view.report import write_report

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1000",
)


@pytest.fixture(scope="session")
def gold_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("gold") / "run", gold_documents())


@pytest.fixture(scope="session")
def evil_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("evil") / "run", evil_documents(), evil_failures())


@pytest.fixture(scope="session")
def gold_report(gold_run: Path) -> Path:
    return write_report(gold_run, gold_run.parent / "report.html", language="fr")[0]


@pytest.fixture(scope="session")
def evil_report(evil_run: Path) -> Path:
    return write_report(evil_run, evil_run.parent / "report.html", language="en")[0]


@pytest.fixture(scope="session")
def new_browser(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Return a function that starts Chromium with further flags; skipped where it is not installed."""
    selenium = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("no Chromium here (Debian: apt-get install chromium chromium-driver)")

    def start(*flags: str) -> Any:
        options = selenium.ChromeOptions()
        options.binary_location = chromium
        for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}", *flags):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        return selenium.Chrome(options=options, service=selenium.ChromeService(driver))

    return start


@pytest.fixture(scope="session")
def browser(new_browser: Callable[..., Any]) -> Iterator[Any]:
    driver = new_browser()
    yield driver
    driver.quit()
