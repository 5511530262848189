"""The flows of a folder, their words and their tests, for the commands that walk them. Owns reading; runs nothing."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from cic.cli.offline import print_problems
from cic.cli.words import CommandFailed
from cic.configuration.problems import ConfigurationProblem
from cic.prompts.fault import PromptsError
from cic.prompts.wanted import read_catalogues
from ivr_flows.parse import TEXT_LENGTH_MAX, ParsedFlow, parse_flow
from ivr_flows.problems import FlowProblem, nearest_name
from ivr_flows.testing.read_tests import read_given, read_tests
from ivr_flows.testing.running import check_tests
from ivr_flows.testing.script import FlowTests, Given
from ivr_flows.testing.subject import FlowSet, flow_set

TESTS_FOLDER = "tests"
"""Beside the flows. A file there is never read as a flow."""
FILE_BYTES_MAX = 4 * TEXT_LENGTH_MAX


def read_flows(folder: Path) -> FlowSet:
    """All flows of a folder, ready to be walked; CommandFailed when one of them cannot be."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise CommandFailed(f"{folder} holds no flow (no *.yaml). Name the folder with --flows.")
    flows: list[ParsedFlow] = []
    problems: list[FlowProblem] = []
    for path in files:
        parsed = parse_flow(_text(path), path.name)
        if isinstance(parsed, ParsedFlow):
            flows.append(parsed)
        else:
            problems += parsed
    refuse(problems, "the flows")
    prompts = folder / "prompts"
    try:
        catalogues = read_catalogues(prompts) if any(prompts.glob("*.yaml")) else {}
    except PromptsError as fault:
        raise CommandFailed(str(fault)) from None
    ready = flow_set(flows, catalogues)
    if isinstance(ready, FlowSet):
        return ready
    refuse(ready, "the flows")
    raise AssertionError("a flow that is not ready has a problem")


def read_flow_tests(folder: Path, flows: FlowSet) -> tuple[FlowTests, ...]:
    """All tests beside the flows; CommandFailed when a file of them is none."""
    found: list[FlowTests] = []
    problems: list[FlowProblem] = []
    for path in sorted((folder / TESTS_FOLDER).glob("*.yaml")):
        tests = read_tests(_text(path), f"{TESTS_FOLDER}/{path.name}")
        if isinstance(tests, FlowTests):
            problems += check_tests(tests, flows)
            found.append(tests)
        else:
            problems += tests
    refuse(problems, "the tests")
    return tuple(found)


def chosen_flows(names: Sequence[str], flows: FlowSet) -> list[str]:
    """The flows that were named, or all of them; CommandFailed for a name that is none."""
    for name in names:
        if name not in flows.written:
            near = nearest_name(name, flows.written)
            hint = f"Did you mean '{near}'?" if near else f"There are {', '.join(sorted(flows.written))}."
            raise CommandFailed(f"there is no flow '{name}'. {hint}")
    return list(dict.fromkeys(names)) or sorted(flows.written)


def read_answers(path: Path) -> Given:
    """What a person who walks a flow need not be asked; CommandFailed when the file is no such file."""
    given = read_given(_text(path), path.name)
    if isinstance(given, Given):
        return given
    refuse(given, "the answers")
    raise AssertionError("answers that cannot be read have a problem")


def refuse(problems: Iterable[FlowProblem], what: str) -> None:
    """Print every problem and stop, if there is one."""
    told = [
        ConfigurationProblem(each.file, each.line, each.where, each.found, each.expected, each.mend)
        for each in problems
        if each.is_error
    ]
    if told:
        print_problems(told)
        raise CommandFailed(f"{what} cannot be read: {told[0].file}, line {told[0].line}.")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise CommandFailed(f"{path} is longer than {FILE_BYTES_MAX // 1000} kB. Split it.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CommandFailed(f"{path} holds bytes that are not UTF-8. Save it as UTF-8.") from None
    except OSError as fault:
        raise CommandFailed(f"{path} cannot be read ({fault.strerror}).") from None
