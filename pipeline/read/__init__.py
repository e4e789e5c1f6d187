"""From files, tables and pages to Documents: decoding, metadata, furniture, date line, turns."""
