"""The codec: what it refuses, how it tells where, and how old versions are lifted."""

from dataclasses import dataclass
from enum import Enum

import pytest

from cic.journal.codec import Codec, CodecError
from cic.journal.versions import Versions
from routing.commands import AgentCommand, ConfigureRouting, FinishWrapUp, SetActivity
from routing.configuration import AgentConfiguration, RoutingConfiguration
from routing.vocabulary import Activity, AgentId, InteractionId, PersonalRef, PhoneAddress, ProviderId

pytestmark = pytest.mark.unit


@dataclass(frozen=True, slots=True)
class Leaf:
    count: int


@dataclass(frozen=True, slots=True)
class Tree:
    left: "Tree | Leaf | None"
    labels: dict[str, int | str | bool | None]
    pair: tuple[int, str] = (0, "")
    marks: frozenset[str] = frozenset()
    ratio: float = 0.5


def test_a_value_is_written_under_its_class_name_and_read_back() -> None:
    codec = Codec(AgentCommand)
    given = FinishWrapUp(AgentId("alice"), InteractionId("i1"), "solved", PersonalRef("pv-1"))
    data = codec.encode(given)
    assert data == {
        "type": "FinishWrapUp",
        "agent_id": "alice",
        "interaction_id": "i1",
        "disposition": "solved",
        "note": "pv-1",
    }
    assert codec.decode(data) == given
    assert codec.from_text(codec.to_text(SetActivity(AgentId("a"), Activity.ON_BREAK, "餐"))).reason == "餐"


def test_nested_and_recursive_values_are_read_back() -> None:
    codec = Codec(Tree)
    tree = Tree(Tree(Leaf(3), {}, (1, "x")), {"b": True, "a": 1, "c": None, "d": "t"}, marks=frozenset({"z", "y"}))
    data = codec.encode(tree)
    assert list(data["labels"]) == ["a", "b", "c", "d"] and data["marks"] == ["y", "z"]
    assert codec.decode(data) == tree
    assert codec.decode(data).labels["b"] is True


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"queue": "x"}, "queue: unknown field of SetActivity"),
        ({"reason": None}, "reason: expected str, found NoneType"),
        ({"reason": 7}, "reason: expected str, found int"),
        ({"activity": "asleep"}, "activity: not a value of Activity"),
        ({"type": "SetMood"}, "type: a type that does not belong here"),
        ({"type": "SetActivity.v9"}, "type: version 9 of SetActivity; this program reads 1"),
        ({"type": None}, "type: no type named"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place_and_without_its_value(
    change: dict[str, object], message: str
) -> None:
    codec = Codec(AgentCommand)
    data = codec.encode(SetActivity(AgentId("secret"), Activity.AVAILABLE, "secret"))
    with pytest.raises(CodecError) as raised:
        codec.decode(data | change)
    assert str(raised.value) == message


def test_a_missing_field_and_a_deep_place_are_named() -> None:
    codec = Codec(ConfigureRouting)
    phones = (PhoneAddress(ProviderId("p"), "alice"),)
    agents = (AgentConfiguration(AgentId("a"), (), phones, accepts_automatically=False),)
    data = codec.encode(ConfigureRouting(RoutingConfiguration((), agents, ())))
    del data["configuration"]["agents"][0]["phones"][0]["address"]
    with pytest.raises(CodecError, match=r"^configuration\.agents\.0\.phones\.0\.address: missing$"):
        codec.decode(data)


@pytest.mark.parametrize(
    "value",
    [
        Leaf(True),
        Leaf("1"),
        Leaf(None),
        Tree(None, {}, (1,)),
        Tree(None, {"a": 1.5}),
        Tree(None, {}, ratio=float("nan")),
    ],
)
def test_a_value_that_could_not_be_read_again_is_not_written(value: object) -> None:
    with pytest.raises(CodecError):
        Codec(Tree | Leaf).encode(value)


def test_half_a_surrogate_pair_is_not_written() -> None:
    with pytest.raises(CodecError, match="surrogate"):
        Codec(AgentCommand).to_text(SetActivity(AgentId("\ud800"), Activity.AVAILABLE, ""))


@pytest.mark.parametrize("hint", [list[int], dict[int, str], object, tuple[str, ...] | tuple[int, ...], str | Activity])
def test_types_without_one_clear_form_are_refused_when_the_codec_is_made(hint: object) -> None:
    with pytest.raises(TypeError):
        Codec(hint)


def test_a_union_of_two_types_of_one_name_is_refused() -> None:
    def another() -> type:
        @dataclass
        class Leaf:
            count: int

        return Leaf

    with pytest.raises(TypeError, match="both named Leaf"):
        Codec(Leaf | another())  # type: ignore[operator]


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Painted:
    colour: Colour
    layers: int


def test_old_versions_are_lifted_step_by_step_and_renamed_types_are_found() -> None:
    versions = Versions(
        present={"Painted": 3},
        upcasters={
            ("Coloured", 1): lambda body: {"type": "Painted", "colour": body["shade"]},
            ("Painted", 2): lambda body: body | {"layers": 1},
        },
    )
    codec = Codec(Painted | Leaf, versions)
    assert codec.encode(Painted(Colour.RED, 2)) == {"type": "Painted.v3", "colour": "red", "layers": 2}
    assert codec.decode({"type": "Coloured", "shade": "red"}) == Painted(Colour.RED, 1)
    assert codec.decode({"type": "Painted.v2", "colour": "red"}) == Painted(Colour.RED, 1)
    with pytest.raises(CodecError, match="version 1 of Painted"):
        codec.decode({"type": "Painted", "colour": "red"})
    with pytest.raises(CodecError, match="version 4 of Painted"):
        codec.decode({"type": "Painted.v4", "colour": "red", "layers": 2})
