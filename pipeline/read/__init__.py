"""From files, tables and pages to Documents: decoding, metadata, furniture, date line, turns."""

from pipeline.read.documents import documents, read
from pipeline.read.errors import ReadError
from pipeline.read.metadata import Sidecar, load_metadata
from pipeline.read.segments import segment
from pipeline.read.sources import Source, plan

__all__ = ["ReadError", "Sidecar", "Source", "documents", "load_metadata", "plan", "read", "segment"]
