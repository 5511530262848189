"""One step's progress through a flow: session and actions so far. Owns path, budgets and the ends; knows no node type.

A walk lives inside one call of ``step`` and is the only thing there that changes.
"""

from dataclasses import dataclass, field

from ivr_flows.actions import EndCall, FlowAction
from ivr_flows.around import WAITING_KINDS, Around
from ivr_flows.evaluation import CALLER_KINDS, collect_names, facts_of
from ivr_flows.model import Flow, Node, Recorded, Recording
from ivr_flows.session import PathStep, Scalar, Session, SessionStatus, WaitingFor
from ivr_flows.speaking.forms import NotSpeakable
from ivr_flows.speaking.prompt_text import Value
from ivr_flows.speaking.spoken import spoken
from routing.copying import replace
from routing.vocabulary import PersonalRef, Prompt

# A caller who has come through so many nodes goes round in circles (a stuck key, a robot): apologise, then end.
PATH_STEPS_MAX = 100
FAREWELL_STEPS_MAX = 20
FAILURES_MAX = 5

# How long an outcome may take before the flow goes on without it; only a lost outcome is met by these.
OUTCOME_MS_MAX = 30_000
PROMPTS_MS_MAX = 300_000


@dataclass(slots=True)
class Walk:
    """A step under way."""

    flow: Flow
    session: Session
    now_ms: int
    around: Around
    actions: list[FlowAction] = field(default_factory=list)
    _names: frozenset[str] | None = None

    def act(self, action: FlowAction) -> None:
        """Ask for something to be done without waiting for it."""
        self.actions.append(action)

    def wait(self, action: FlowAction, waiting_for: WaitingFor, wake_after_ms: int | None) -> None:
        """Ask for something to be done and wait for its outcome, at most ``wake_after_ms``."""
        self.actions.append(action)
        self.rest(waiting_for, wake_after_ms)

    def rest(self, waiting_for: WaitingFor, wake_after_ms: int | None) -> None:
        """Wait, at most ``wake_after_ms``."""
        wake_at_ms = None if wake_after_ms is None else self.now_ms + wake_after_ms
        self.session = replace(self.session, waiting_for=waiting_for, wake_at_ms=wake_at_ms)

    def arrive(self, node_id: str) -> None:
        """Stand at a node; its result is not known yet."""
        path = self.session.path
        if len(path) < PATH_STEPS_MAX + FAREWELL_STEPS_MAX:
            path = (*path, PathStep(node_id, self.now_ms, ""))
        self.session = replace(self.session, node=node_id, path=path, wake_at_ms=None)

    def conclude(self, result: str) -> None:
        """Write down what came out of the node where the caller is."""
        self.session = replace(self.session, path=concluded(self.session.path, result))

    def end(self, result: str, action: FlowAction | None = None) -> None:
        """The session is over, by hanging up unless another action ends it."""
        self.conclude(result)
        self.actions.append(action or EndCall())
        self.session = replace(
            self.session, status=SessionStatus.ENDED, waiting_for=WaitingFor.NOTHING, wake_at_ms=None
        )

    def count_failure(self) -> bool:
        """One more thing could not be done; True while the call is worth going on with."""
        self.session = replace(self.session, failures=self.session.failures + 1)
        return self.session.failures <= FAILURES_MAX

    def redirected(self, target: str) -> str | None:
        """Where to go instead of ``target`` for a caller who has come through too many nodes; None for nowhere."""
        path = self.session.path
        if len(path) >= PATH_STEPS_MAX + FAREWELL_STEPS_MAX:
            return None
        has_apologised = any(taken.node == self.flow.on_error for taken in path[PATH_STEPS_MAX:])
        return self.flow.on_error if len(path) >= PATH_STEPS_MAX and not has_apologised else target

    @property
    def facts(self) -> dict[str, Scalar]:
        """All that an expression may read."""
        if self._names is None:  # a flow with its sub-flows has some hundred nodes, and one step asks many times
            self._names = collect_names(self.flow)
        return facts_of(self.session, self._names)

    def prompts(self, *parts: tuple[Recording, ...]) -> tuple[Prompt, ...]:
        """Recordings in the language that the caller hears now; values are put in as their words."""
        prompts: list[Prompt] = []
        for part in parts:
            for recording in part:
                language = recording.language or self.session.language
                spoken = self.flow.spoken.get(f"{language}/{recording.name}")
                if spoken is None:
                    prompts.append(Prompt(recording.name, language))
                else:
                    prompts += self._spoken(spoken, language, recording.scope)
        return tuple(prompts)

    def _spoken(self, pieces: tuple[Recorded | Value, ...], language: str, scope: str) -> list[Prompt]:
        """A text with its values; nothing at all when one of them is not known or cannot be spoken."""
        facts = {**self.facts, **self.around.waiting()}
        prompts: list[Prompt] = []
        for piece in pieces:
            if isinstance(piece, Recorded):
                prompts.append(Prompt(piece.name, language))
                continue
            is_everywhere = piece.name in WAITING_KINDS or piece.name in CALLER_KINDS
            name = piece.name if is_everywhere else scope + piece.name
            sealed = self.session.collected.get(name)
            if sealed is not None:
                prompts.append(Prompt(piece.form, language, PersonalRef(sealed)))
                continue
            try:
                prompts += [Prompt(word, language) for word in spoken(piece.form, facts.get(name), language)]
            except NotSpeakable:
                return []
        return prompts


def concluded(path: tuple[PathStep, ...], result: str) -> tuple[PathStep, ...]:
    """The path with what came out of its last node, unless that is known already."""
    if not path or path[-1].result:
        return path
    *before, last = path
    return (*before, PathStep(last.node, last.at_ms, result))


def find_node(flow: Flow, node_id: str) -> Node | None:
    """The node of that name."""
    for node in flow.nodes:
        if node.node_id == node_id:
            return node
    return None
