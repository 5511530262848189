"""Draws the state machines as Mermaid diagrams out of their tables. Owns docs/state-machines.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import ModuleType
from typing import Any

from cic.calls.machines import bridge, consult, leg, monitoring
from cic.calls.machines.bridge import BridgeInput, BridgeStage
from cic.calls.machines.consult import ConsultInput, ConsultStage
from cic.calls.machines.leg import LegInput, LegStage
from cic.calls.machines.monitoring import MonitoringInput, MonitoringStage
from routing.machines import agent, assignment, interaction, offer
from routing.machines.agent import ActivityInput
from routing.machines.assignment import AssignmentInput, AssignmentState
from routing.machines.interaction import InteractionInput, InteractionStage
from routing.machines.offer import OfferInput, OfferState
from routing.vocabulary import Activity
from tests.architecture.source import ROOT

TARGET = ROOT / "docs" / "state-machines.md"
REWRITE_VARIABLE = "CIC_WRITE_DIAGRAMS"
HEAD = f"""# State machines

Drawn from the tables in `routing/machines/` and `cic/calls/machines/`; do not edit. `{REWRITE_VARIABLE}=1 pytest
tests/architecture/test_diagrams.py` draws them again. A move that is not drawn is refused with a reason when a person
asks for it, and ignored when a provider tells of it.
"""


@dataclass(frozen=True)
class Machine:
    """A transition table with what is needed to draw and check it."""

    title: str
    table: Mapping[tuple[Any, Any], Enum]
    states: type[Enum]
    inputs: type[Enum]
    begins: tuple[Enum, ...]
    module: ModuleType

    @property
    def final(self) -> list[Enum]:
        """The states that nothing leads out of."""
        left = {state for state, _ in self.table}
        return [state for state in self.states if state not in left]


MACHINES = (
    Machine("Interaction", interaction.TRANSITIONS, InteractionStage, InteractionInput,
            (InteractionStage.SELF_SERVICE,), interaction),
    Machine("Offer", offer.TRANSITIONS, OfferState, OfferInput, (OfferState.PENDING,), offer),
    Machine("Assignment", assignment.TRANSITIONS, AssignmentState, AssignmentInput,
            (AssignmentState.CONNECTING,), assignment),
    Machine("Agent activity", agent.TRANSITIONS, Activity, ActivityInput, (Activity.SIGNED_OUT,), agent),
    Machine("Call leg", leg.TRANSITIONS, LegStage, LegInput, (LegStage.ARRIVED, LegStage.DIALLED), leg),
    Machine("Bridge", bridge.TRANSITIONS, BridgeStage, BridgeInput, (BridgeStage.FORMING,), bridge),
    Machine("Consult", consult.TRANSITIONS, ConsultStage, ConsultInput, (ConsultStage.ASKED,), consult),
    Machine("Monitoring", monitoring.TRANSITIONS, MonitoringStage, MonitoringInput,
            (MonitoringStage.ASKED,), monitoring),
)  # fmt: skip


def draw(machine: Machine) -> str:
    """One machine as a section with its diagram."""
    assert machine.module.__doc__ is not None and machine.module.__file__ is not None
    path = machine.module.__name__.replace(".", "/") + ".py"
    begins = [f"    [*] --> {state.value}" for state in machine.begins]
    moves = [f"    {state.value} --> {after.value}: {given.value}" for (state, given), after in machine.table.items()]
    ends = [f"    {state.value} --> [*]" for state in machine.final]
    drawn = "\n".join(["```mermaid", "stateDiagram-v2", *begins, *moves, *ends, "```"])
    return f"## {machine.title}\n\n`{path}`: {machine.module.__doc__.strip()}\n\n{drawn}\n"


def document() -> str:
    """The whole document."""
    return "\n".join([HEAD, *map(draw, MACHINES)])
