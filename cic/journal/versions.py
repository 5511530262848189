"""Versions of published types. Owns how an old journalled form becomes the present one; knows no particular reader.

A published type is never edited in place: its version rises, and an upcaster turns the old form into the next.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cic.journal import old_forms

Body = dict[str, Any]
Upcaster = Callable[[Body], Body]

TAG = "type"
_NUMBERED = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)\.v(?P<version>[1-9][0-9]*)")


class UnknownVersion(ValueError):
    """A form that this program cannot read: newer than it, or older without an upcaster."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The present version of each type (1 where not named) and the steps up to it.

    ``upcasters[("OfferMade", 1)]`` takes the body of version 1 and returns that of version 2; it may return another
    ``type`` in the body when the type was renamed.
    """

    present: Mapping[str, int] = field(default_factory=dict)
    upcasters: Mapping[tuple[str, int], Upcaster] = field(default_factory=dict)

    def tag(self, name: str) -> str:
        """Return how the present version of a type is marked: its name, with ``.v<n>`` from version 2 on."""
        version = self.present.get(name, 1)
        return name if version == 1 else f"{name}.v{version}"

    def lift(self, body: Body) -> Body:
        """Return the body in its present version, under its present tag."""
        name, version = read_tag(body[TAG])
        while (step := self.upcasters.get((name, version))) is not None:
            lifted = step({key: value for key, value in body.items() if key != TAG})
            name, version = lifted.pop(TAG, name), version + 1
            body = {TAG: name if version == 1 else f"{name}.v{version}", **lifted}
        if version != self.present.get(name, 1):
            raise UnknownVersion(f"version {version} of {name}; this program reads {self.present.get(name, 1)}")
        return body


def read_tag(tag: str) -> tuple[str, int]:
    """Return the name and version that a tag stands for."""
    numbered = _NUMBERED.fullmatch(tag)
    return (tag, 1) if numbered is None else (numbered["name"], int(numbered["version"]))


PUBLISHED = Versions(
    present={
        "EngineStarted": 2,
        "EngineRestarted": 2,
        "LegsRead": 2,
        "RoutingConfiguration": 2,
        "QueueConfiguration": 4,
        "AgentConfiguration": 3,
        "InteractionQueued": 2,
        "ActivityChanged": 2,
        "NextActivityChosen": 2,
        "OfferExpired": 2,
        "ConnectionFailed": 2,
        "QueueNode": 3,
        "Prompt": 2,
        "PlayPrompts": 2,
        "PromptMenu": 2,
        "PromptCollect": 2,
        "PlayMusic": 2,
        "DigitsCollected": 2,
        "SubmitWork": 2,
        "Recording": 2,
        "MenuKey": 2,
        "SayNode": 2,
        "MenuNode": 2,
        "CollectNode": 2,
        "Flow": 2,
        "Session": 2,
        "CallerFacts": 2,
        # Nothing but what they hold has changed.
        "CallArrived": 2,
        "ContactOpened": 2,
        "CustomerLookupEnded": 2,
        "SessionAdvanced": 2,
        "ConfigurationApplied": 5,
        "ConfigurationActivated": 2,
        "ConfigurationPartStaged": 4,
        "StageConfiguration": 4,
        "RoutingConfigured": 5,
        "FlowsApplied": 3,
    },
    upcasters={
        ("RoutingConfiguration", 1): old_forms.voice_alone,
        ("QueueConfiguration", 1): old_forms.longest_idle,
        ("AgentConfiguration", 1): old_forms.without_skills,
        ("QueueConfiguration", 2): old_forms.added(record=None),
        ("QueueConfiguration", 3): old_forms.added(short_abandon_ms=5_000),
        ("InteractionQueued", 1): old_forms.nothing_asked,
        ("ActivityChanged", 1): old_forms.added(is_forced=False),
        ("NextActivityChosen", 1): old_forms.added(is_forced=False),
        ("OfferExpired", 1): old_forms.nobody_excluded,
        ("ConnectionFailed", 1): old_forms.nobody_excluded,
        ("QueueNode", 1): old_forms.without_reasons,
        ("QueueNode", 2): old_forms.added(keys=[], say_agent=[]),
        ("AgentConfiguration", 2): old_forms.added(number=""),
        ("Prompt", 1): old_forms.added(sealed=None),
        ("PlayPrompts", 1): old_forms.added(keys="", must_be_heard=False),
        ("PromptMenu", 1): old_forms.added(listen=None),
        ("PromptCollect", 1): old_forms.added(escape_keys="", is_secret=False, rule=None, listen=None),
        ("PlayMusic", 1): old_forms.added(keys=""),
        ("DigitsCollected", 1): old_forms.added(fits=True),
        ("SubmitWork", 1): old_forms.added(instead_of=None),
        ("Recording", 1): old_forms.added(scope=""),
        ("MenuKey", 1): old_forms.added(words=[], said=None),
        ("SayNode", 1): old_forms.added(must_be_heard=False),
        ("MenuNode", 1): old_forms.added(listen=None, say_on_not_understood=[]),
        ("CollectNode", 1): old_forms.digits_as_they_came,
        ("Flow", 1): old_forms.added(spoken={}, for_agents=False, keys_in_prompts=False),
        ("Session", 1): old_forms.added(secrets={}, unconfirmed="", listens=True),
        ("CallerFacts", 1): old_forms.on_no_list,
        ("CallArrived", 1): old_forms.unchanged,
        ("ContactOpened", 1): old_forms.unchanged,
        ("CustomerLookupEnded", 1): old_forms.unchanged,
        ("SessionAdvanced", 1): old_forms.unchanged,
        ("ConfigurationApplied", 1): old_forms.unchanged,
        ("ConfigurationApplied", 2): old_forms.unchanged,
        ("ConfigurationApplied", 3): old_forms.unchanged,
        ("ConfigurationApplied", 4): old_forms.unchanged,
        ("ConfigurationActivated", 1): old_forms.unchanged,
        ("ConfigurationPartStaged", 1): old_forms.unchanged,
        ("ConfigurationPartStaged", 2): old_forms.unchanged,
        ("ConfigurationPartStaged", 3): old_forms.unchanged,
        ("StageConfiguration", 1): old_forms.unchanged,
        ("StageConfiguration", 2): old_forms.unchanged,
        ("StageConfiguration", 3): old_forms.unchanged,
        ("RoutingConfigured", 1): old_forms.unchanged,
        ("RoutingConfigured", 2): old_forms.unchanged,
        ("RoutingConfigured", 3): old_forms.unchanged,
        ("RoutingConfigured", 4): old_forms.unchanged,
        ("FlowsApplied", 1): old_forms.unchanged,
        ("FlowsApplied", 2): old_forms.unchanged,
        ("EngineStarted", 1): old_forms.told_no_desktops,
        ("EngineRestarted", 1): old_forms.told_no_desktops,
        ("LegsRead", 1): old_forms.told_no_past,
    },
)
"""The versions of this program: what is not named here has not been changed since it was first published."""
