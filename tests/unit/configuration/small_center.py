"""Writes small centers for tests of what is said about them. Owns their text; asserts nothing."""

from collections.abc import Sequence
from pathlib import Path

from cic.configuration.loader import LoadedCenter, load_center
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused

CENTER = """\
tenant: demo
site: main
time_zone: UTC
dispositions:
  - {code: sold, label: {en: Sold, zh: 成交}}
break_reasons: []
"""
ALWAYS = "".join(
    f'    {day}: ["00:00-24:00"]\n'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
FLOW = """\
flow: main
languages: [en]
start: office
on_error: bye
nodes:
  office: {type: hours, calendar: office, open: wait, closed: bye}
  wait: {type: queue, queue: sales, on_refused: bye, on_reason: {voicemail: bye}}
  bye: {type: hang_up}
"""


def queue(name: str, *lines: str) -> str:
    """A queue of `queues.yaml` with these lines more."""
    own = (
        "label: {en: Queue, zh: 队列}",
        "greeting: {en: Hello, zh: 您好}",
        "service_level_target_s: 20",
        "offer_timeout_s: 18",
        *(() if any(line.startswith("wrap_up:") for line in lines) else ("wrap_up_s: 60",)),
        "dispositions: [sold]",
        *lines,
    )
    return f"  {name}:\n" + "".join(f"    {line}\n" for line in own)


def agent(name: str, queues: str, *lines: str) -> str:
    """An agent of `agents.yaml` with these lines more, and with a phone unless they say otherwise."""
    number = 100 + sum(map(ord, name))
    phone = f"phones: [{{provider: simulated, address: {name}}}]"
    phones = () if any(line.startswith("phones:") for line in lines) else (phone,)
    own = (f"name: {name}", f'number: "{number}"', f"queues: [{queues}]", *phones, *lines)
    return f"  {name}:\n" + "".join(f"    {line}\n" for line in own)


def write_center(
    folder: Path,
    queues: Sequence[str],
    agents: Sequence[str],
    *,
    skills: Sequence[str] = ("spanish", "billing", "billing_basic"),
    groups: Sequence[str] = ("second_line",),
    center: str = "",
    hours: str = ALWAYS,
) -> Path:
    """The files of a center with a flow that leads to the queue sales; returns their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    label = "{label: {en: Words, zh: 文字}}"
    named = {
        kind: "".join(f"  {name}: {label}\n" for name in names)
        for kind, names in (("skills", skills), ("groups", groups))
    }
    texts = {
        "center": CENTER + center,
        "queues": "queues:\n" + "".join(queues),
        "agents": "agents:\n" + "".join(agents),
        "skills": "".join(f"{kind}:\n{names}" for kind, names in named.items() if names),
        "hours": f"calendars:\n  office:\n{hours}",
        "channels": 'numbers:\n  "4000": main\n',
    }
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    (folder / "flows").mkdir(exist_ok=True)
    (folder / "flows" / "main.yaml").write_text(FLOW)
    (folder / "flows" / "prompts" / "music").mkdir(parents=True, exist_ok=True)
    (folder / "flows" / "prompts" / "music" / "default.wav").touch()
    return folder


def load(folder: Path) -> LoadedCenter:
    """The center that `write_center` has written."""
    return load_center(folder, folder / "flows")


def problems_of(folder: Path) -> tuple[ConfigurationProblem, ...]:
    """What is said of the center that `write_center` has written, warnings too."""
    try:
        return load(folder).warnings
    except ConfigurationRefused as refused:
        return refused.problems
