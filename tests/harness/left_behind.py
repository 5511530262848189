"""A center whose callers may leave things behind: one queue with alice and bob. Owns its text; asserts nothing."""

from pathlib import Path

from tests.unit.configuration.small_center import agent, queue, write_center

FLOW = """\
flow: main
languages: [en]
start: menu
person: wait
on_error: bye
nodes:
  menu:
    type: menu
    say: menu
    keys:
      "1": {label: message, go: message}
      "2": {label: wait, go: wait}
      "3": {label: callback, go: callback}
    timeout_s: 20
    on_failure: bye
  message:
    {type: leave_message, queue: sales, say: message, duration_s_max: 30, due_after_s: 3600, next: bye,
     on_nothing: bye, on_refused: bye}
  callback: {type: callback, queue: sales, due_after_s: 600, next: bye, on_refused: bye}
  wait: {type: queue, queue: sales, after_agent: rate, on_refused: bye}
  rate: {type: rating, subject: agent, say: rate, lowest: 1, highest: 5, timeout_s: 20, next: bye}
  bye: {type: hang_up}
"""
VERIFY = """\
flow: verify
languages: [en]
start: number
on_error: unknown
for_agents: true
nodes:
  number:
    {type: collect, name: number, say: number, digits_min: 3, digits_max: 3, first_digit_timeout_s: 20,
     next_digit_timeout_s: 5, next: known, on_failure: unknown}
  known: {type: return, result: known}
  unknown: {type: return, result: unknown}
"""
RECORDINGS = ("main/menu", "main/message", "main/rate", "verify/number")


def write_left_behind(folder: Path) -> Path:
    """The files of the center, its flows below; keys 1 to 3 leave a message, wait for an agent, want a call back."""
    text = write_center(folder, [queue("sales")], [agent("alice", "sales"), agent("bob", "sales")])
    (text / "flows" / "main.yaml").write_text(FLOW)
    (text / "flows" / "verify.yaml").write_text(VERIFY)
    for recording in RECORDINGS:
        path = text / "flows" / "prompts" / "en" / f"{recording}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return text
