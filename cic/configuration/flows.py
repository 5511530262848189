"""Flows as part of the center: parsed and checked against its queues and recordings. Owns no rule of flows."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from cic.configuration.problems import ConfigurationProblem
from cic.configuration.schema import ConfigurationText
from ivr_flows.lint import Surroundings, lint_flow
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.problems import FlowProblem
from routing.vocabulary import Prompt

MUSIC_FOLDER = "music"


def parse_flows(texts: Mapping[str, str]) -> tuple[tuple[ParsedFlow, ...], tuple[ConfigurationProblem, ...]]:
    """All flows that parse, and the problems of those that do not. A flow's id belongs to one file."""
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
            parsed[result.flow.flow_id] = result
    return tuple(parsed.values()), tuple(problems)


def check_flows(
    flows: Sequence[ParsedFlow], text: ConfigurationText, prompts_folder: Path
) -> tuple[ConfigurationProblem, ...]:
    """What is wrong with whole flows in this center."""
    surroundings = Surroundings(
        recordings=_recordings(prompts_folder),
        agents=frozenset(agent.agent_id for agent in text.agents),
        queues=frozenset(queue.queue_id for queue in text.queues),
        calendars=frozenset(calendar.name for calendar in text.calendars),
        music=frozenset(path.stem for path in (prompts_folder / MUSIC_FOLDER).glob("*.wav")),
    )
    return tuple(problem for flow in flows for problem in _as_ours(lint_flow(flow, surroundings)))


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
        ConfigurationProblem(fault.file, fault.line, fault.where, fault.found, fault.expected, fault.mend)
        for fault in problems
    ]
