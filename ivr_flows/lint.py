"""Checks a flow as a whole and against what surrounds it. Owns which flow may go live; reads no text and no files."""

from collections.abc import Iterable
from dataclasses import dataclass

from ivr_flows.evaluation import CALLER_KINDS, Kind, collect_names, kind_of, kind_of_expression
from ivr_flows.expressions import ExpressionError, parse_expression
from ivr_flows.model import (
    LAST_AGENT,
    BranchNode,
    CollectNode,
    Flow,
    HangUpNode,
    HoursNode,
    LanguageNode,
    LookupNode,
    MenuNode,
    Node,
    QueueNode,
    Recording,
    SayNode,
    SetNode,
)
from ivr_flows.parse import ParsedFlow
from ivr_flows.problems import FlowProblem, nearest_name, one_of, shortened
from ivr_flows.text_tree import Problems
from ivr_flows.ways import entrances, reached_from, ways_of_silence, ways_out
from routing.vocabulary import Prompt


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a flow may use: recordings by language, and the names of queues, calendars, music and agents."""

    recordings: frozenset[Prompt]
    queues: frozenset[str]
    calendars: frozenset[str]
    music: frozenset[str]
    agents: frozenset[str] = frozenset()


def lint_flow(parsed: ParsedFlow, surroundings: Surroundings | None = None) -> tuple[FlowProblem, ...]:
    """Everything that is wrong with a flow as a whole; without surroundings, what it uses of them is not checked."""
    lint = _Lint(parsed)
    lint.check_targets()
    lint.check_reach()
    lint.check_silence()
    for node in parsed.flow.nodes:
        lint.check_answers(node)
        lint.check_expressions(node)
        lint.check_names(node)
        if surroundings is not None:
            lint.check_surroundings(node, surroundings)
    return tuple(sorted(lint.problems.found, key=lambda problem: problem.line))


class _Lint:
    def __init__(self, parsed: ParsedFlow) -> None:
        self.parsed = parsed
        self.flow: Flow = parsed.flow
        self.problems = Problems(parsed.file)
        self.node_ids = frozenset(node.node_id for node in self.flow.nodes)
        self.collected = collect_names(self.flow)
        self.kinds = _kinds(self.flow, self.collected)

    def note(self, node: Node, field: str, found: str, expected: str, mend: str) -> None:
        where = f"node {node.node_id}" + (f", {field}" if field else "")
        self.problems.add(self.parsed.line_of(node.node_id), where, found, expected, mend)

    def check_targets(self) -> None:
        for field, target in entrances(self.flow):
            if target not in self.node_ids:
                self.problems.add(
                    1, f"the flow, {field}", shortened(target), one_of(self.node_ids), _meant(target, self.node_ids)
                )
        for node in self.flow.nodes:
            for field, target in ways_out(node):
                if target not in self.node_ids:
                    self.note(node, field, shortened(target), one_of(self.node_ids), _meant(target, self.node_ids))

    def check_reach(self) -> None:
        """Every node is come to, and every caller can come to a queue or an end."""
        reached = reached_from(self.flow, (target for _, target in entrances(self.flow)), ways_out)
        ends = {node.node_id for node in self.flow.nodes if isinstance(node, HangUpNode | QueueNode)}
        for node in self.flow.nodes:
            if node.node_id not in reached:
                self.note(node, "", "a node that nothing leads to", "a way to it", "name it as a target or remove it")
            elif not ends & reached_from(self.flow, (node.node_id,), ways_out):
                found = "a dead end: no queue and no hang_up can be come to"
                self.note(node, "", found, "a way to a queue or an end", "lead it on to a queue or hang_up node")

    def check_silence(self) -> None:
        """A caller who does nothing comes to an end: no loop turns without waiting for an answer that changes it."""
        told: set[str] = set()
        for node in self.flow.nodes:
            after = (target for _, target in ways_of_silence(node))
            around = reached_from(self.flow, after, ways_of_silence)
            if node.node_id not in around or node.node_id in told:
                continue
            loop = [
                other.node_id
                for other in self.flow.nodes
                if other.node_id in around
                and node.node_id in reached_from(self.flow, (other.node_id,), ways_of_silence)
            ]
            told.update(loop)
            found = f"a loop ({', '.join(loop[:8])}) that a silent caller never leaves"
            self.note(node, "", found, "a way out of it", "lead one of its nodes on to a queue or hang_up node")

    def check_answers(self, node: Node) -> None:
        """Every question says what becomes of a caller who does not answer it."""
        if not isinstance(node, MenuNode | CollectNode):
            return
        if node.on_failure is None:
            self.note(node, "", "no `on_failure`", "a target for callers who do not answer", "add `on_failure:`")
        if isinstance(node, MenuNode) and self.flow.person is not None:
            for key in node.keys:
                if key.key == "0" and key.go != self.flow.person:
                    found, expected = f"key 0 to `{key.go}`", f"key 0 to `{self.flow.person}`, as in every menu"
                    self.note(node, "keys", found, expected, "use another key, or leave key 0 out")

    def check_expressions(self, node: Node) -> None:
        """Expressions read known names and compare like with like."""
        match node:
            case BranchNode():
                for number, case in enumerate(node.cases, start=1):
                    self._check_expression(node, f"case {number}", case.when, Kind.TRUTH)
            case SetNode():
                for assignment in node.assignments:
                    variables = self.flow.variables
                    if assignment.variable not in variables:
                        mend = f"declare it under `variables`; {_meant(assignment.variable, variables)}"
                        self.note(node, "values", shortened(assignment.variable), one_of(variables), mend)
                    else:
                        expected = kind_of(variables[assignment.variable])
                        self._check_expression(node, f"values.{assignment.variable}", assignment.value, expected)
            case _:
                pass

    def _check_expression(self, node: Node, field: str, text: str, expected: Kind | None) -> None:
        try:
            kind = kind_of_expression(parse_expression(text), self.kinds)
        except ExpressionError as fault:
            found = f"{fault.found} at character {fault.position} of {shortened(text)}"
            self.note(node, field, found, fault.expected, self._mend_expression(fault.found.strip("`")))
            return
        if expected is not None and kind is not expected:
            self.note(node, field, f"{kind.value} from {shortened(text)}", expected.value, "mend the expression")

    def _mend_expression(self, name: str) -> str:
        near = nearest_name(name, self.kinds)
        return f"did you mean `{near}`?" if near else "mend the expression"

    def check_names(self, node: Node) -> None:
        """Languages and collected digits are the flow's own."""
        match node:
            case LanguageNode():
                self._check_known(node, "language", node.language, frozenset(self.flow.languages))
            case LookupNode():
                self._check_known(node, "by", node.by, self.collected)
            case _:
                pass
        for field, recordings in _recordings_of(node):
            for recording in recordings:
                if recording.language is not None:
                    self._check_known(node, field, recording.language, frozenset(self.flow.languages))

    def check_surroundings(self, node: Node, surroundings: Surroundings) -> None:
        """Recordings exist in every language they may be heard in; queues, calendars and music are the center's."""
        match node:
            case QueueNode():
                self._check_known(node, "queue", node.queue_id, surroundings.queues)
                self._check_known(node, "music", node.music, surroundings.music)
                if node.preferred is not None and node.preferred.agent != LAST_AGENT:
                    self._check_known(node, "agent", node.preferred.agent, surroundings.agents)
                for agent in node.excluded:
                    self._check_known(node, "excluded", agent, surroundings.agents)
            case HoursNode():
                self._check_known(node, "calendar", node.calendar, surroundings.calendars)
            case _:
                pass
        for field, recordings in _recordings_of(node):
            for recording in recordings:
                languages = self.flow.languages if recording.language is None else (recording.language,)
                for language in languages:
                    if Prompt(recording.name, language) not in surroundings.recordings:
                        mend = f"add its text to the {language} catalogue and make the prompts"
                        self.note(node, field, f"no recording `{recording.name}` in {language}", "one", mend)

    def _check_known(self, node: Node, field: str, name: str, known: frozenset[str]) -> None:
        if name not in known:
            self.note(node, field, shortened(name), one_of(known), _meant(name, known))


def _meant(name: str, known: Iterable[str]) -> str:
    near = nearest_name(name, known)
    return f"did you mean `{near}`?" if near else "name one of those"


def _kinds(flow: Flow, collected: frozenset[str]) -> dict[str, Kind]:
    kinds = dict(CALLER_KINDS)
    for name in collected:
        kinds[f"collected.{name}.given"] = Kind.TRUTH
        kinds[f"collected.{name}.length"] = Kind.NUMBER
    for variable, value in flow.variables.items():
        kind = kind_of(value)
        if kind is not None:
            kinds[variable] = kind
    return kinds


def _recordings_of(node: Node) -> tuple[tuple[str, tuple[Recording, ...]], ...]:
    match node:
        case SayNode():
            return (("say", node.say),)
        case MenuNode():
            again = tuple(("say_again", words) for words in node.say_again)
            reasons = (("say_on_timeout", node.say_on_timeout), ("say_on_wrong_key", node.say_on_wrong_key))
            return (("say", node.say), *again, *reasons)
        case CollectNode():
            again = tuple(("say_again", words) for words in node.say_again)
            reasons = (("say_on_timeout", node.say_on_timeout), ("say_on_wrong_length", node.say_on_wrong_length))
            return (("say", node.say), *again, *reasons)
        case QueueNode():
            return (("say", node.say), ("comfort", node.comfort))
        case _:
            return ()
