"""A run in pandas and in a notebook: the tables, what they say as a whole, and the annotated text of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.schema.messages import interface_language
from pipeline.view import figures
from pipeline.view.document import view_document
from pipeline.view.rendering import environment, static
from pipeline.view.wording import number, say
from pipeline.write import annotations

if TYPE_CHECKING:
    import networkx
    import pandas as pd

TABLES = ("segments", "entities", "dates", "quotations", "acts", "act_arguments")


class Annotations(annotations.Annotations):
    """The annotations of a run, or of one of its documents, with what they say as a whole.

    Every table is an attribute that holds a DataFrame (see ``pipeline.write.annotations``). ``timeline``, ``matrix``
    and ``network`` count performed acts: positive, actual, no satellite. In a notebook a document shows its annotated
    text, and a run its figures; ``POLYPHONIE_LANG`` or the locale says in which language.

    Examples
    --------
    >>> run = pipeline.read("outputs/demo")  # doctest: +SKIP
    >>> run.timeline(by="year").pivot(index="period", columns="tag", values="acts")  # doctest: +SKIP
    >>> run["102_qr_point-presse-kessane.txt"]  # doctest: +SKIP
    """

    def timeline(self, *, by: figures.Period = "month") -> pd.DataFrame:
        """Count acts by period of publication (``month``, ``quarter``, ``year``) and tag.

        Returns
        -------
        DataFrame
            ``period`` (its first day), ``tag``, ``acts``, ``documents``; undated documents are left out.
        """
        return figures.timeline(self._frames(), by=by)

    def matrix(self, *, tag: str = "ACCUSATION") -> pd.DataFrame:
        """Count who accuses whom (or denies to, or demands of whom), one row per pair, most frequent first.

        Returns
        -------
        DataFrame
            ``actor``, ``target``, ``actor_fr``, ``actor_en``, ``target_fr``, ``target_en``, ``acts``, ``documents``.
        """
        return figures.matrix(self._frames(), tag=tag)

    def network(self, *, tag: str = "ACCUSATION") -> networkx.DiGraph:
        """Return the same as a directed graph.

        Nodes have ``name_fr`` and ``name_en``; edges have ``weight`` (acts) and ``documents``.
        """
        return figures.network(self._frames(), tag=tag)

    def _frames(self) -> dict[str, Any]:
        """Return the tables as they are on disk."""
        names = ("documents", "entities", "act_arguments", "quotations")
        return {**{name: getattr(self, name) for name in names}, "acts": self.table("acts")}

    def _repr_html_(self) -> str:
        """Return what a notebook shows: an annotated document, or the figures of a run."""
        if self.doc_id is None:
            return self._summary()
        rows = {name: self.arrow(name).to_pylist() for name in ("documents", *TABLES)}
        article = environment().get_template("documents.jinja").module.article  # type: ignore[attr-defined]
        return _framed(article(view_document(rows)))

    def _summary(self) -> str:
        """Return how much there is of everything in a run."""
        tags = figures.performed(self.table("acts"))["tag"].value_counts()
        lines = [
            (say("documents"), number(len(self))),
            (say("words"), number(sum(self.documents["n_words"]))),
            *((say(f"{tag.lower()}s"), number(int(tags.get(tag, 0)))) for tag in figures.TAGS),
            *((say(name), number(len(getattr(self, name)))) for name in ("quotations", "entities", "dates")),
        ]
        return _framed(Markup(environment().get_template("summary.jinja").render(path=str(self.path), lines=lines)))


def _framed(content: Markup) -> str:
    """Return a piece of page with its own style, which applies to nothing else in the notebook."""
    style = Markup(f".polyphonie {{ {static('marks.css')} }}")
    return str(
        Markup('<div class="polyphonie"><style>{}</style><div class="sheet" data-lang="{}">{}</div></div>').format(
            style, interface_language(), content
        )
    )
