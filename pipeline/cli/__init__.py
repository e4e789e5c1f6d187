"""The command ``polyphonie``.

Exit codes: 0 all well; 1 done, but some documents have errors, or a check found problems; 2 a wrong path, option or
argument; 3 the work could not be done (folder locked, model missing, disk full); 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # workers are processes; read when numpy is first imported
    from pipeline.cli.app import execute

    sys.exit(execute(list(sys.argv[1:] if arguments is None else arguments)))
