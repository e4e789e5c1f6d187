"""What is one act with two cues: coordinated verbs, a reporting verb and the performative it quotes (guide, U6)."""

from __future__ import annotations

from bisect import bisect_left

from pipeline.components.acts.reading import Reading
from pipeline.schema.models import Act, Argument, Quotation


def merge(reading: Reading, acts: list[Act], act: Act) -> bool:
    """Add the cue of ``act`` to the act before it if both share tag, subject and content; say whether it was."""
    if not acts:
        return False
    last = acts[-1]
    if (last.tag, last.satellite) != (act.tag, act.satellite) or not _joined(reading, last, act):
        return False
    if not _same(last.role("actor"), act.role("actor")):
        return False
    same_content = _same(last.role("content"), act.role("content")) and _same(last.role("target"), act.role("target"))
    bare = not last.role("content") and not last.role("target")  # accused and condemned the junta
    if not same_content and not bare and (last.role("content") or not act.role("content")):
        return False
    last.extra_cues.append((act.cue_start, act.cue_end))
    last.start, last.end = min(last.start, act.start), max(last.end, act.end)
    last.text = reading.text[last.start : last.end]
    if not last.role("content"):
        last.arguments = [a for a in last.arguments if a.role == "actor"] + act.role("target") + act.role("content")
    return True


def absorb(reading: Reading, acts: list[Act]) -> list[Act]:
    """Make what a reporting verb of the same tag quotes (*« Changez tout », exige X*) an extra cue of its act."""
    quotations = {quotation.span_id: quotation for quotation in reading.layers.quotations}
    uttered = [(act, quotations[act.quotation_id]) for act in acts if act.quotation_id is not None]
    uttered.sort(key=lambda pair: pair[0].cue_start)
    places = [other.cue_start for other, _ in uttered]
    absorbed: set[str] = set()
    for act in acts if uttered else ():
        if act.voice != "reported":
            continue
        for other, quotation in uttered[bisect_left(places, act.start) : bisect_left(places, act.end)]:
            if other.act_id not in absorbed and other is not act and _quotes(act, other, quotation):
                act.extra_cues.append((other.cue_start, other.cue_end))
                absorbed.add(other.act_id)
                if not act.role("target"):
                    act.arguments += other.role("target")
    return [act for act in acts if act.act_id not in absorbed]


def _quotes(act: Act, other: Act, quotation: Quotation) -> bool:
    """Whether an act reports the quotation in which its actor performs the same act."""
    if (act.tag, act.satellite) != (other.tag, other.satellite):
        return False
    return quotation.cue_start is not None and act.cue_start <= quotation.cue_start < act.cue_end


def _joined(reading: Reading, last: Act, act: Act) -> bool:
    """Whether only a conjunction or comma (and auxiliaries, clitics) stands between the two cues."""
    between = reading.text[last.cue_end : act.cue_start].split()
    return len(between) <= 4 and any(word.strip(",").lower() in reading.grammar["and"] for word in between)


def _same(left: list[Argument], right: list[Argument]) -> bool:
    def key(arguments: list[Argument]) -> set[tuple[int | None, str | None]]:
        return {(a.start, a.name) for a in arguments}

    return key(left) == key(right)
