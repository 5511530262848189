"""`lookups.yaml` in typed form: sources as they are asked, with the lines that they stand on. Holds no behaviour."""

from dataclasses import dataclass

from cic.lookups.sources import Source


@dataclass(frozen=True, slots=True)
class LookupText:
    """One source. ``file_line`` is where its CSV or SQLite file is named, or its own line."""

    source: Source
    line: int
    file_line: int
