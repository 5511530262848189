"""Flows as part of the center: read with their texts, checked against its queues and recordings, linked. Owns no rule
of flows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cic.configuration.lookup_checks import lookup_forms
from cic.configuration.problems import ConfigurationProblem, Severity
from cic.configuration.recording_checks import check_notices
from cic.configuration.schema import ConfigurationText
from ivr_flows.linking import link_flow
from ivr_flows.lint import SourceForm, SourceResult, Surroundings, lint_flow
from ivr_flows.model import Flow, ReturnNode, SubflowNode
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.problems import FlowProblem
from ivr_flows.speaking.catalogue import Catalogue, read_catalogue
from ivr_flows.texts import with_texts
from routing.vocabulary import Prompt

MUSIC_FOLDER = "music"


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the center's recognisers can hear: languages, and which words of a wording (by its language) they cannot."""

    listens_in: frozenset[str]
    unknown_words: Callable[[str, str], tuple[str, ...]] | None


def read_catalogues(
    texts: Mapping[str, str],
) -> tuple[dict[str, Catalogue], tuple[ConfigurationProblem, ...]]:
    """The catalogues by language, from texts by file (`prompts/en.yaml`), and what is wrong with the others."""
    catalogues: dict[str, Catalogue] = {}
    problems: list[ConfigurationProblem] = []
    for file, text in texts.items():
        read = read_catalogue(text, file)
        if isinstance(read, Catalogue):
            catalogues[Path(file).stem] = read
        else:
            problems.extend(_as_ours(read))
    return catalogues, tuple(problems)


def parse_flows(
    texts: Mapping[str, str], catalogues: Mapping[str, Catalogue] | None = None
) -> tuple[tuple[ParsedFlow, ...], tuple[ConfigurationProblem, ...]]:
    """All flows that parse, with what they speak, and the problems of the others. A flow's id belongs to one file."""
    parsed: dict[str, ParsedFlow] = {}
    problems: list[ConfigurationProblem] = []
    for file, text in texts.items():
        result = parse_flow(text, file)
        if not isinstance(result, ParsedFlow):
            problems.extend(_as_ours(result))
        elif result.flow.flow_id in parsed:
            first, flow_id = parsed[result.flow.flow_id].file, result.flow.flow_id
            found, expected = f"the flow '{flow_id}' again", f"each flow once (the first is in {first})"
            problems.append(ConfigurationProblem(file, 1, "flow", found, expected, "rename one of the two"))
        else:
            parsed[result.flow.flow_id] = replace(result, flow=with_texts(result.flow, catalogues or {}))
    return tuple(parsed.values()), tuple(problems)


def link_flows(flows: Sequence[ParsedFlow]) -> tuple[Flow, ...]:
    """The flows as they go live, of a text without an error: sub-flows in their places."""
    by_name = {str(parsed.flow.flow_id): parsed.flow for parsed in flows}
    linked: list[Flow] = []
    for parsed in flows:
        flow = link_flow(parsed.flow, by_name)
        assert isinstance(flow, Flow), "a flow that cannot be linked has an error"
        linked.append(flow)
    return tuple(linked)


def with_subflows(names: Collection[str], flows: Sequence[ParsedFlow]) -> frozenset[str]:
    """These flows and all that they contain."""
    by_name = {str(parsed.flow.flow_id): parsed.flow for parsed in flows}
    open_names, found = list(names), set(names)
    while open_names:
        flow = by_name.get(open_names.pop())
        inner = (
            {str(node.flow_id) for node in flow.nodes if isinstance(node, SubflowNode)} if flow is not None else set()
        )
        open_names.extend(inner - found)
        found |= inner
    return frozenset(found)


def check_flows(
    flows: Sequence[ParsedFlow],
    text: ConfigurationText,
    prompts_folder: Path,
    *,
    catalogues: Mapping[str, Catalogue] | None = None,
    all_are_read: bool = True,
    unserved: Collection[str] = (),
    hearing: Hearing | None = None,
) -> tuple[ConfigurationProblem, ...]:
    """What is wrong with whole flows in this center.

    Without catalogues nothing is said of recordings, and unless all flows could be read, nothing of sub-flows: false
    problems would hide the true ones.
    """
    surroundings = Surroundings(
        recordings=None if catalogues is None else _recordings(prompts_folder),
        agents=frozenset(agent.agent_id for agent in text.agents),
        queues=frozenset(queue.queue_id for queue in text.queues),
        calendars=frozenset(calendar.name for calendar in text.calendars),
        music=frozenset(path.stem for path in (prompts_folder / MUSIC_FOLDER).glob("*.wav")),
        sources=_sources(text),
        served=frozenset(queue.queue_id for queue in text.queues if queue.queue_id not in unserved),
        listens_in=None if hearing is None else hearing.listens_in,
        unknown_words=None if hearing is None else hearing.unknown_words,
        texts=frozenset(
            Prompt(name, language) for language, each in (catalogues or {}).items() for name in each.prompts
        ),
    )
    others = {str(parsed.flow.flow_id): parsed.flow for parsed in flows} if all_are_read else None
    problems = [problem for flow in flows for problem in _as_ours(lint_flow(flow, surroundings, others))]
    if surroundings.recordings is not None and all_are_read:
        problems += check_notices(text, flows, surroundings.recordings, surroundings.texts)
    return (*problems, *_check_dialled(text, flows))


def _sources(text: ConfigurationText) -> dict[str, SourceForm]:
    return {
        name: SourceForm(arguments, tuple(SourceResult(*result) for result in results), can_verify)
        for name, arguments, results, can_verify in lookup_forms(text.lookups)
    }


def _check_dialled(text: ConfigurationText, flows: Sequence[ParsedFlow]) -> list[ConfigurationProblem]:
    """A caller from outside has nobody to be returned to."""
    returning = {
        parsed.flow.flow_id for parsed in flows if any(isinstance(node, ReturnNode) for node in parsed.flow.nodes)
    }
    return [
        ConfigurationProblem(
            "channels.yaml",
            number.flow.line,
            f"numbers.{number.number}",
            f"the flow '{number.flow.name}', which ends in a 'return'",
            "a flow that ends for callers from outside",
            "lead the number to a flow that has this one as a sub-flow; as it is, their call ends there",
            Severity.WARNING,
        )
        for number in text.numbers
        if number.flow.name in returning
    ]


def _recordings(prompts_folder: Path) -> frozenset[Prompt]:
    """The recordings of each language, by the names that flows use."""
    languages = (path for path in sorted(prompts_folder.glob("*")) if path.is_dir() and path.name != MUSIC_FOLDER)
    return frozenset(
        Prompt(path.relative_to(folder).with_suffix("").as_posix(), folder.name)
        for folder in languages
        for path in folder.rglob("*.wav")
    )


def _as_ours(problems: Sequence[FlowProblem]) -> list[ConfigurationProblem]:
    return [
        ConfigurationProblem(
            fault.file,
            fault.line,
            fault.where,
            fault.found,
            fault.expected,
            fault.mend,
            Severity.ERROR if fault.is_error else Severity.WARNING,
        )
        for fault in problems
    ]
