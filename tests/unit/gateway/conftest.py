"""A compiled center of two agents, without files."""

import pytest

from cic.configuration.compile import CompiledCenter, compile_center
from cic.configuration.loader import LoadedCenter
from cic.configuration.schema import (
    AgentText,
    CenterText,
    ChoiceText,
    ConfigurationText,
    LabelText,
    PhoneText,
    QueueText,
    Reference,
)


def _phone(address: str) -> tuple[PhoneText, ...]:
    return (PhoneText(Reference("simulated", 1), address),)


@pytest.fixture(scope="session")
def compiled() -> CompiledCenter:
    """Alice and Bob, who serve one queue."""
    sold = ChoiceText("sold", LabelText("Sold", "成交"), 1)
    meal = ChoiceText("meal", LabelText("Meal", "用餐"), 1)
    sales = QueueText(
        "sales", LabelText("Sales", "销售"), LabelText("Good day", "您好"), 20, 18, 60, (Reference("sold", 1),), 1
    )
    agents = tuple(
        AgentText(
            name, label, number, (Reference("sales", 1),), (PhoneText(Reference("simulated", 1), name),), False, 1
        )
        for name, label, number in (("alice", "Alice Chen", "101"), ("bob", "Bob Miller", "102"))
    )
    center = CenterText("demo", "main", "UTC", (sold,), (meal,))
    return compile_center(LoadedCenter("v1", ConfigurationText(center, (sales,), agents, (), ()), ()))
