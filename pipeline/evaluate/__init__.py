"""Alignment with gold, scores with intervals, agreement, run-to-run differences."""

from pipeline.evaluate.evaluation import Evaluation, compare, evaluate
from pipeline.evaluate.sources import EvaluationError, read_run

__all__ = ["Evaluation", "EvaluationError", "compare", "evaluate", "read_run"]
