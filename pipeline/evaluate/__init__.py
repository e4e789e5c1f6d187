"""Alignment with gold, scores with intervals, agreement, run-to-run differences."""
