"""What a run says as a whole: tidy frames of acts over time, of who addresses whom, of demands and of quotations.

Every function takes the tables of a run as DataFrames. Only performed acts are counted: positive, actual, no satellite
(guidelines M1, M2, U7).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

if TYPE_CHECKING:
    import networkx

Frame = Any
"""A DataFrame, or a part of one: the type stubs of pandas cannot follow what is done with them here."""
Frames = Mapping[str, Frame]
Period = Literal["month", "quarter", "year"]
TAGS = ("ACCUSATION", "DENIAL", "DEMAND")
_FREQUENCY: dict[str, str] = {"month": "M", "quarter": "Q", "year": "Y"}
_WORD = re.compile(r"\w{4,}")
_STEM = 5


def performed(acts: Frame) -> Frame:
    """Return the acts that are positive, actual and no satellites."""
    return acts[(acts["polarity"] == "pos") & (acts["status"] == "actual") & ~acts["satellite"]]


def timeline(frames: Frames, *, by: Period = "month") -> Frame:
    """Count performed acts by period of publication and tag.

    Returns
    -------
    DataFrame
        ``period`` (its first day), ``tag``, ``acts``, ``documents`` (that hold them); undated documents are left out.
    """
    dated = _dated(frames["documents"], by)
    acts = performed(frames["acts"])[["doc_id", "act_id", "tag"]].merge(dated, on="doc_id")
    acts["tag"] = acts["tag"].astype(str)
    groups = acts.groupby(["period", "tag"], observed=True)
    return groups.agg(acts=("act_id", "size"), documents=("doc_id", "nunique")).reset_index()


def documents_over_time(frames: Frames, *, by: Period = "month") -> Frame:
    """Count documents by period of publication and publisher: ``period``, ``publisher``, ``documents``."""
    dated = _dated(frames["documents"], by)
    return dated.groupby(["period", "publisher"]).size().rename("documents").reset_index()


def _dated(documents: Frame, by: Period) -> Frame:
    rows = documents[["doc_id", "published", "publisher"]].dropna(subset=["published"])
    days: Any = pd.to_datetime(rows["published"])
    period = days.dt.to_period(_FREQUENCY[by]).dt.to_timestamp()
    publisher = rows["publisher"].astype(object).where(rows["publisher"].notna(), "")
    return pd.DataFrame({"doc_id": rows["doc_id"], "period": period, "publisher": publisher})


def span_of_time(documents: Frame, most: int = 60) -> Period:
    """Return the finest period that cuts the documents' time into at most ``most`` pieces."""
    days: Any = pd.to_datetime(documents["published"].dropna())
    months = 0 if days.empty else (days.max().year - days.min().year) * 12 + days.max().month - days.min().month + 1
    return "month" if months <= most else "quarter" if months <= 3 * most else "year"


def parties(frames: Frames) -> Frame:
    """Name the actors and targets of performed acts, one row per act, role and party.

    A filler is named by its entity (in both languages where known), else by the name it was resolved to, else by its
    own words if they are more than one (a lone pronoun names nobody). ``party`` is the same for all mentions of a name.

    Returns
    -------
    DataFrame
        ``doc_id, act_id, tag, role, party, name_fr, name_en, country``.
    """
    arguments = frames["act_arguments"]
    arguments = arguments[arguments["role"].isin(["actor", "target"])]
    known = frames["entities"].dropna(subset=["entity_id"])
    columns = ["canonical", "name_fr", "name_en", "wikidata", "country"]
    entities = known.groupby(["doc_id", "entity_id"], sort=False)[columns].first().reset_index()
    acts = performed(frames["acts"])[["doc_id", "act_id", "tag"]]
    rows = acts.merge(arguments, on=["doc_id", "act_id"]).merge(entities, on=["doc_id", "entity_id"], how="left")
    words = rows["text"].where(rows["text"].fillna("").astype("str").str.contains(r"\S\s+\S"))
    resolved = rows["name"].where(rows["name"] != rows["text"])
    name = _first(rows["canonical"], resolved, words)
    names = {"name_fr": _first(rows["name_fr"], name), "name_en": _first(rows["name_en"], name)}
    named = rows[["doc_id", "act_id", "tag", "role", "wikidata", "country"]].assign(**names)
    named = named.dropna(subset=["name_fr"])
    named["party"] = named["wikidata"].astype(object).where(named["wikidata"].notna(), named["name_fr"].map(fold))
    named["tag"], named["role"] = named["tag"].astype(str), named["role"].astype(str)
    named = named.drop(columns="wikidata").drop_duplicates(["doc_id", "act_id", "role", "party"])
    usual = named.groupby("party")[["name_fr", "name_en"]].agg(lambda names: names.mode().iat[0])
    named = named.drop(columns=["name_fr", "name_en"]).merge(usual, on="party")
    return named[["doc_id", "act_id", "tag", "role", "party", "name_fr", "name_en", "country"]].reset_index(drop=True)


def _first(*columns: Any) -> Any:
    """Return, row by row, the first value that is there."""
    result = columns[0].astype(object)
    for column in columns[1:]:
        result = result.where(result.notna(), column.astype(object))
    return result


def fold(name: str) -> str:
    """Return what is the same in all spellings of a name: case, apostrophes and white space apart."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().replace("’", "'").split())


def leading_parties(frames: Frames, role: str, *, most: int = 12, named: Frame | None = None) -> Frame:
    """Count the acts of the parties that fill a role most often: ``party, name_fr, name_en, tag, acts``.

    ``named`` is what ``parties`` returned, if it is at hand.
    """
    rows = parties(frames) if named is None else named
    rows = rows[rows["role"] == role]
    leading = rows["party"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:most]
    counts = rows.groupby(["party", "name_fr", "name_en", "tag"]).size().rename("acts").reset_index()
    order = {party: place for place, party in enumerate(leading)}
    counts = counts[counts["party"].isin(order)]
    return counts.sort_values("party", key=lambda keys: keys.map(order), kind="stable").reset_index(drop=True)


def matrix(frames: Frames, *, tag: str = "ACCUSATION", named: Frame | None = None) -> Frame:
    """Count who performs an act towards whom.

    Parameters
    ----------
    tag
        ACCUSATION, DENIAL or DEMAND.
    named
        What ``parties`` returned, if it is at hand.

    Returns
    -------
    DataFrame
        One row per pair, most frequent first: ``actor``, ``target`` (parties), their ``actor_fr, actor_en, target_fr,
        target_en``, ``acts``, ``documents``.
    """
    rows = parties(frames) if named is None else named
    rows = rows[rows["tag"] == tag]
    keys = ["doc_id", "act_id"]
    sides = {
        role: rows.loc[rows["role"] == role, [*keys, "party", "name_fr", "name_en"]].rename(
            columns={"party": role, "name_fr": f"{role}_fr", "name_en": f"{role}_en"}
        )
        for role in ("actor", "target")
    }
    pairs = sides["actor"].merge(sides["target"], on=keys)
    names = ["actor", "target", "actor_fr", "actor_en", "target_fr", "target_en"]
    counts = pairs.groupby(names).agg(acts=("act_id", "size"), documents=("doc_id", "nunique")).reset_index()
    return counts.sort_values(["acts", "actor", "target"], ascending=[False, True, True]).reset_index(drop=True)


def network(frames: Frames, *, tag: str = "ACCUSATION", named: Frame | None = None) -> networkx.DiGraph:
    """Return who performs an act towards whom as a directed graph; the parameters are those of ``matrix``.

    Nodes are parties with ``name_fr`` and ``name_en``; an edge from actor to target has ``weight`` (acts) and
    ``documents``.
    """
    import networkx

    graph = networkx.DiGraph(tag=tag)
    for row in matrix(frames, tag=tag, named=named).to_dict("records"):
        for role in ("actor", "target"):
            graph.add_node(row[role], name_fr=row[f"{role}_fr"], name_en=row[f"{role}_en"])
        graph.add_edge(row["actor"], row["target"], weight=row["acts"], documents=row["documents"])
    return graph


def frequent_demands(frames: Frames, *, most: int = 15) -> Frame:
    """Group the contents of demands that use the same words in any order or ending, most frequent first.

    Two contents are the same when their words of four letters or more agree in their first five letters; a content with
    fewer than two such words says too little by itself and is left out.

    Returns
    -------
    DataFrame
        ``content`` (the shortest wording), ``acts``, ``documents``, ``doc_id`` and ``act_id`` of the first.
    """
    demands = performed(frames["acts"])
    demands = demands.loc[demands["tag"] == "DEMAND", ["doc_id", "act_id", "strength"]]
    contents = frames["act_arguments"]
    contents = contents.loc[contents["role"] == "content", ["doc_id", "act_id", "text"]].dropna(subset=["text"])
    rows = demands.merge(contents, on=["doc_id", "act_id"])
    rows["key"] = pd.Series([_wording_key(text) for text in rows["text"]], index=rows.index, dtype="str")
    rows = rows[rows["key"].str.contains(" ")]
    rows["length"] = rows["text"].str.len()
    groups = rows.sort_values("length", kind="stable").groupby("key", sort=False)
    result = groups.agg(
        content=("text", "first"),
        acts=("act_id", "size"),
        documents=("doc_id", "nunique"),
        strength=("strength", "max"),
        doc_id=("doc_id", "first"),
        act_id=("act_id", "first"),
    ).reset_index()
    result["words"] = result["key"].astype("str").str.count(" ").clip(upper=7)
    order = result.sort_values(["documents", "acts", "strength", "words"], ascending=False, kind="stable")
    return order.drop(columns=["key", "strength", "words"]).head(most).reset_index(drop=True)


def _wording_key(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(sorted({word[:_STEM] for word in _WORD.findall(plain)}))


def quotation_shares(frames: Frames, *, most: int = 12) -> Frame:
    """Measure how much of all quoted text each speaker has, the most quoted first.

    Indirect reports that hold quoted fragments count those fragments once more; scare quotes have no speaker and are
    left out.

    Returns
    -------
    DataFrame
        ``speaker``, ``type``, ``quotations``, ``characters``, ``share`` (of all quoted characters, named or not).
    """
    rows = frames["quotations"]
    rows = rows[rows["type"] != "scare"]
    rows = rows.assign(characters=rows["end"] - rows["start"], type=rows["type"].astype(str))
    total = max(int(rows["characters"].sum()), 1)
    rows = rows.dropna(subset=["speaker_name"])
    rows["key"] = rows["speaker_name"].map(fold)
    leading = rows.groupby("key")["characters"].sum().sort_values(ascending=False, kind="stable").index[:most]
    rows = rows[rows["key"].isin(leading)]
    rows["speaker"] = rows["key"].map(rows.groupby("key")["speaker_name"].agg(lambda names: names.mode().iat[0]))
    groups = rows.groupby(["key", "speaker", "type"])["characters"].agg(["size", "sum"]).reset_index()
    groups = groups.rename(columns={"size": "quotations", "sum": "characters"})
    groups["share"] = groups["characters"] / total
    order = {key: place for place, key in enumerate(leading)}
    return (
        groups.sort_values("key", key=lambda keys: keys.map(order), kind="stable")
        .drop(columns="key")
        .reset_index(drop=True)
    )
