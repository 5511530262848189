"""The demo center, with the talks of its support recorded. Owns the changed text; asserts nothing but that it fits."""

import shutil
from pathlib import Path

from tests.harness.running_center import PROJECT

_SUPPORT = "    label: {en: Support, zh: 技术支持}\n"
_RULE = "    record: {notice: recording/notice}\n"


def write_recorded_support(folder: Path) -> Path:
    """The demo's text in this folder, with one line more."""
    shutil.copytree(PROJECT / "config", folder)
    queues = folder / "queues.yaml"
    text = queues.read_text(encoding="utf-8")
    assert _SUPPORT in text, "support is where it was in queues.yaml"
    queues.write_text(text.replace(_SUPPORT, _SUPPORT + _RULE, 1), encoding="utf-8")
    return folder
