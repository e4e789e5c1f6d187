"""The templates, and the style sheets and script that go into every page."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.view.wording import Wording, coded, inert, say, strength

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Assets:
    """Style sheet and script, with the hashes by which the page's security policy allows them and nothing else."""

    style: Markup
    script: Markup

    @property
    def style_hash(self) -> str:
        """The style sheet's hash, as a security policy writes it."""
        return _policy_hash(self.style)

    @property
    def script_hash(self) -> str:
        """The script's hash, as a security policy writes it."""
        return _policy_hash(self.script)


def _policy_hash(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


@cache
def assets() -> Assets:
    """Return the files of ``static/``."""
    style = "".join(static(name) for name in ("marks.css", "report.css"))
    return Assets(Markup(style), Markup(static("report.js")))


@cache
def parallel_assets() -> Assets:
    """Return what the page of parallel documents needs: a style sheet more, and no script."""
    return Assets(assets().style + Markup(static("parallel.css")), Markup(""))


@cache
def static(name: str) -> str:
    """Return a file of ``static/``."""
    return (FOLDER / "static" / name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Return the templates: whatever they print is escaped, and shows control characters as what they are."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=inert,
    )
    made.globals.update(say=say, coded=coded, strength=strength)
    made.filters["shortened"] = shortened
    return made


def shortened(value: str | Wording, most: int) -> str | Wording:
    """Cut a text to ``most`` characters, at a space where there is one near."""
    if isinstance(value, Wording):
        return Wording(str(shortened(value.fr, most)), str(shortened(value.en, most)))
    if len(value) <= most:
        return value
    head = value[: most - 1].rstrip()
    return (head.rsplit(None, 1)[0] if " " in head[most // 2 :] else head).rstrip(" ,;:") + "…"
