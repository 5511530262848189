"""Everything that can happen to the center from outside, as it is journalled. Owns the input types; holds no behaviour.

Inputs hold references and derived facts only; the shell seals personal values before it submits.
"""

from dataclasses import dataclass

from cic.calls.reports import CallReport
from cic.center.agent_message_inputs import AgentMessageInput
from cic.center.control_inputs import CallControl
from cic.center.desk_inputs import DeskInput
from cic.center.monitoring_inputs import MonitoringInput
from ivr_flows.inputs import LookupResult, Verification
from ivr_flows.model import Flow
from ivr_flows.session import Scalar
from routing.commands import AgentCommand, SetDesktopState, StageConfiguration, WorkCommand
from routing.configuration import ConfigurationFrame, RoutingConfiguration
from routing.supervisor_commands import SupervisorCommand
from routing.vocabulary import CallerFacts, EffectId, FlowId, LegId, PersonalRef, ProviderId


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A dialled number and the flow that answers it."""

    dialled_number: str
    flow_id: FlowId


@dataclass(frozen=True, slots=True)
class OpenHours:
    """When a calendar is open, compiled to UTC: (from_ms, until_ms) pairs in order, up to ``known_until_ms``."""

    calendar: str
    intervals: tuple[tuple[int, int], ...]
    known_until_ms: int


@dataclass(frozen=True, slots=True)
class ConfigurationApplied:
    """The center as text, compiled. ``version`` is a hash of its content; the same version again changes nothing."""

    version: str
    routing: RoutingConfiguration
    flows: tuple[Flow, ...]
    entry_points: tuple[EntryPoint, ...]


@dataclass(frozen=True, slots=True)
class ConfigurationActivated:
    """Let the staged parts of a version hold instead of the version ``base``, and new calls follow these flows.

    Refused as a whole when a part is missing, or another version than ``base`` holds.
    """

    version: str
    base: str
    parts: int
    frame: ConfigurationFrame
    flows: tuple[Flow, ...]
    entry_points: tuple[EntryPoint, ...]


@dataclass(frozen=True, slots=True)
class HoursCompiled:
    """Fresh opening hours."""

    hours: tuple[OpenHours, ...]


@dataclass(frozen=True, slots=True)
class EngineStarted:
    """A new engine process has folded the journal and is about to ask the providers what is true.

    ``tells_desktops``: it will tell which desktops are open and what they show. Engines of before the second version of
    this input did not, and what was decided then is decided the same when it is replayed.
    """

    tells_desktops: bool = True


@dataclass(frozen=True, slots=True)
class ReconcileEnded:
    """Every provider has said what is true now: the open effects that are still wanted may be sent."""


@dataclass(frozen=True, slots=True)
class CallArrived:
    """A caller reached an entry point."""

    leg_id: LegId
    provider: ProviderId
    dialled_number: str
    caller: CallerFacts


@dataclass(frozen=True, slots=True)
class CustomerLookupEnded:
    """The shell's answer to a LookUpCustomer effect."""

    effect_id: EffectId
    result: LookupResult
    caller: CallerFacts | None


@dataclass(frozen=True, slots=True)
class SourceLookupEnded:
    """The shell's answer to a LookUpSource effect: plain values, and references to personal ones, by result."""

    effect_id: EffectId
    result: LookupResult
    values: dict[str, Scalar]
    sealed: dict[str, PersonalRef]


@dataclass(frozen=True, slots=True)
class SecretCompared:
    """The shell's answer to a CompareSecret effect."""

    effect_id: EffectId
    result: Verification


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """The center's ``next_deadline`` has come."""


CenterInput = (
    ConfigurationApplied
    | StageConfiguration
    | ConfigurationActivated
    | HoursCompiled
    | EngineStarted
    | ReconcileEnded
    | CallArrived
    | CustomerLookupEnded
    | SourceLookupEnded
    | SecretCompared
    | DeadlinePassed
    | CallControl
    | DeskInput
    | AgentMessageInput
    | MonitoringInput
    | AgentCommand
    | SupervisorCommand
    | WorkCommand
    | SetDesktopState
    | CallReport
)
