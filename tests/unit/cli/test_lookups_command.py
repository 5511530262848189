"""`cic lookups ask`: what a source says, what is hidden of it, and what is said when it is asked wrongly."""

import json

import pytest

from cic.cli.main import main

pytestmark = pytest.mark.unit

Capture = pytest.CaptureFixture[str]


def test_a_source_is_asked_and_personal_values_are_hidden(capsys: Capture) -> None:
    assert main(["lookups", "ask", "accounts", "account_number=10001", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["reason"] == "found" and told["values"]["holder"] == "(personal; --show tells)"


def test_a_source_that_has_nothing_is_told_by_the_exit_code(capsys: Capture) -> None:
    assert main(["lookups", "ask", "accounts", "account_number=1", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"reason": "not_found", "values": {}}


@pytest.mark.parametrize(("given", "found"), [([], "nothing"), (["number=10001"], "number=...")])
def test_wrong_arguments_are_told_with_the_right_ones_and_without_values(
    capsys: Capture, given: list[str], found: str
) -> None:
    assert main(["lookups", "ask", "accounts", *given]) == 1
    told = capsys.readouterr().err
    assert f"found {found}, expected account_number=..." in told and "10001" not in told
