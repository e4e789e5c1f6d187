"""HTML pages: the main text and the page's own metadata, by trafilatura.

The text of such a document is what trafilatura extracts, one line per paragraph; offsets refer to it, not to the file.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from pipeline.read.decoding import Decoded, decode
from pipeline.read.errors import UnreadableError
from pipeline.schema.messages import told

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page declares its encoding
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("htmldate").addHandler(logging.NullHandler())


def read_page(data: bytes) -> tuple[Decoded, dict[str, Any]]:
    """Return the main text of a page and what the page says of its title, date, author and publisher.

    Raises
    ------
    UnreadableError
        If the bytes are no text, or no main text is found in the page.
    """
    from trafilatura import bare_extraction

    declared = _CHARSET.search(data[:_HEAD])
    page = decode(data, declared[1].decode("ascii", "replace") if declared else None)
    parameters = {"extensive_search": False, "original_date": True}
    try:
        found = bare_extraction(
            page.text, with_metadata=True, include_comments=False, date_extraction_params=parameters
        )
    except Exception as error:  # whatever a page makes the parser raise
        raise UnreadableError("no-main-text", told("read.unparsed", reason=type(error).__name__)) from error
    text = getattr(found, "text", None)
    if found is None or not text or not text.strip():
        raise UnreadableError("no-main-text", told("read.no-main-text"))
    fields = {"title": "title", "date": "date", "author": "author", "publisher": "sitename", "language": "language"}
    row = {field: value for field, name in fields.items() if (value := getattr(found, name, None))}
    return Decoded(text, page.encoding), row
