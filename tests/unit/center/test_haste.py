"""What somebody waits for: whatever is asked of a provider or an agent, and nothing else."""

import pytest

from cic.center.events import EffectRequested
from cic.center.haste import asks
from routing.events import OfferMade
from tests.unit.runtime.parts import lived_world

pytestmark = pytest.mark.unit


def test_records_that_ask_are_told_from_those_that_note() -> None:
    records = lived_world(seed=3).records
    asking = [record for record in records if asks(record.events)]
    noting = [record for record in records if not asks(record.events)]
    assert asking and noting
    for record in asking:
        assert {EffectRequested, OfferMade} & {type(event) for event in record.events}
    for record in noting:
        assert not {EffectRequested, OfferMade} & {type(event) for event in record.events}
