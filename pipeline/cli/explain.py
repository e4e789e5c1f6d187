"""``polyphonie explain``: what was found in a text, by which rule, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.console import OK, SOME_ERRORS, UsageError, language, notes, output, text
from pipeline.schema.labels import label

if TYPE_CHECKING:
    from pipeline.schema.models import Act, Argument, Document, Layers, Quotation


def explain(
    source: Annotated[str, typer.Argument(help="help.explain.text", metavar="TEXT|FILE", show_default=False)],
    text_language: Annotated[
        str | None, typer.Option("--text-language", "--language", help="help.run.language", metavar="fr|en")
    ] = None,
    metadata: Annotated[Path | None, typer.Option(help="help.run.metadata", metavar="FILE")] = None,
) -> int:
    """Print every act and quotation with cue, rule, arguments and evidence."""
    from pipeline.batch.annotate import pipeline_for
    from pipeline.components.load import annotate
    from pipeline.read.documents import documents
    from pipeline.schema.models import Failure

    if not source.strip():
        raise UsageError(text("explain.empty"))
    given = source if _is_path(source) else [{"id": "text", "text": source}]
    code = OK
    for item in documents(given, metadata=metadata, language=text_language):
        if isinstance(item, Failure):
            notes().print(f"{item.doc_id}: {item.message}", markup=False)
            code = SOME_ERRORS
        else:
            doc = annotate(pipeline_for(item.language), item)
            _print(item, doc._.layers)
    return code


def _is_path(source: str) -> bool:
    """Tell a path from a text: it exists, or it looks like nothing but a file name."""
    if "\n" in source or len(source) > 1024:
        return False
    try:
        return Path(source).exists() or (Path(source).suffix in (".txt", ".html", ".jsonl") and " " not in source)
    except (OSError, ValueError):
        return False


def _print(document: Document, layers: Layers) -> None:
    lines = [f"# {document.doc_id}"]
    lines += [line for act in layers.acts for line in _act(act)]
    lines += [line for quotation in layers.quotations for line in _quotation(quotation)]
    entities = [
        f"  {e.text} {e.label}" + (f" = {e.canonical}" if e.canonical != e.text else "") for e in layers.entities
    ]
    dates = [f"  {d.text} {d.timex_type} {d.value or '–'} {d.mod or ''}".rstrip() for d in layers.dates]
    if entities:
        lines += [f"{text('run.entities')}:", *entities]
    if dates:
        lines += [f"{text('run.dates')}:", *dates]
    if len(lines) == 1:
        lines.append(text("explain.nothing"))
    for line in lines:
        output().print(line, markup=False)


def _act(act: Act) -> list[str]:
    spoken = language()
    tag = label("tag", act.tag, spoken).upper()
    subtype = label("subtype", f"{act.tag}.{act.subtype}", spoken)
    gloss = act.gloss_fr if spoken == "fr" else act.gloss_en
    kinds = (("polarity", act.polarity), ("status", act.status), ("voice", act.voice), ("strength", str(act.strength)))
    lines = [
        f"{tag} · {subtype} · « {act.cue_text} » [{act.cue_start}:{act.cue_end}]",
        f"  {text('explain.rule')}: {act.rule_id}" + (f" – {gloss}" if gloss else ""),
        f"  {text('explain.clause')}: {act.text}",
        *(f"  {label('role', item.role, spoken)}: {_argument(item)}" for item in act.arguments),
        "  " + ", ".join(f"{text(f'explain.{kind}')} {label(kind, code, spoken)}" for kind, code in kinds),
    ]
    return lines + [f"  {text('explain.because')}: {reason}" for reason in act.evidence]


def _argument(argument: Argument) -> str:
    shown = argument.text or "∅"
    if argument.name and argument.name != argument.text:
        shown += f" = {argument.name}"
    return f"{shown} ({label('resolution', argument.resolution, language())})"


def _quotation(quotation: Quotation) -> list[str]:
    from pipeline.rules.registry import find

    spoken = language()
    kind = label("quotation_type", quotation.type, spoken)
    lines = [f"{text('explain.quotation')} · {kind} · « {quotation.text} » [{quotation.start}:{quotation.end}]"]
    if quotation.rule_id:
        gloss = next((rule.gloss(spoken) for rule in find(quotation.rule_id)), None)
        lines.append(f"  {text('explain.rule')}: {quotation.rule_id}" + (f" – {gloss}" if gloss else ""))
    if quotation.cue_text:
        lines.append(f"  {text('explain.cue')}: {quotation.cue_text}")
    if quotation.speaker_text or quotation.speaker_name:
        name = f" = {quotation.speaker_name}" if quotation.speaker_name else ""
        lines.append(f"  {text('explain.speaker')}: {quotation.speaker_text or '∅'}{name}")
    return lines + ([f"  {text('explain.because')}: {quotation.evidence}"] if quotation.evidence else [])
