"""Every input and event type has a fixture, and what was once journalled can be read and means the same."""

import json

import pytest

from cic.center.events import CenterEvent
from cic.center.inputs import CenterInput
from cic.journal.codec import Codec
from cic.journal.versions import PUBLISHED
from tests.contract.make_event_fixtures import FOLDER, fixture_path
from tests.contract.samples import PUBLISHED_TYPES, sample

pytestmark = pytest.mark.contract

CODEC = Codec(CenterInput | CenterEvent)
FIXTURES = sorted(FOLDER.glob("*.json"))
HOW = "run: python tests/contract/make_event_fixtures.py"


@pytest.mark.parametrize("kind", PUBLISHED_TYPES, ids=lambda kind: kind.__name__)
def test_every_published_type_has_a_fixture_of_its_present_version(kind: type) -> None:
    path = fixture_path(kind.__name__, PUBLISHED.present.get(kind.__name__, 1))
    assert path.exists(), f"{kind.__name__} has no fixture; {HOW}"


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fixture_of_any_version_can_be_read(path) -> None:  # type: ignore[no-untyped-def]
    name, version = path.stem.split(".v")
    data = json.loads(path.read_text(encoding="utf-8"))
    value = CODEC.decode(data)
    if int(version) == PUBLISHED.present.get(name, 1):
        assert type(value).__name__ == name
        assert CODEC.encode(value) == data, (
            f"{name} has changed its form. If {path.name} was released, add a version and an upcaster; "
            f"if it never was, delete it and {HOW}"
        )


def test_type_names_are_unique_over_inputs_and_events() -> None:
    names = [kind.__name__ for kind in PUBLISHED_TYPES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", PUBLISHED_TYPES, ids=lambda kind: kind.__name__)
def test_a_sample_of_the_present_form_is_read_back_equal(kind: type) -> None:
    value = sample(kind)
    assert CODEC.decode(json.loads(json.dumps(CODEC.encode(value)))) == value
