"""A run names the real parts that it does without; a part that is missing and not left out is a failure."""

import pytest

from tests import conftest
from tests.conftest import LEAVE_OUT_VARIABLE, left_out

pytestmark = pytest.mark.architecture


def test_parts_are_left_out_by_the_variable(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LEAVE_OUT_VARIABLE, "asterisk browser")
    assert left_out(pytestconfig) == {"asterisk", "browser"}


def test_a_part_that_nobody_knows_is_refused(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LEAVE_OUT_VARIABLE, "printer")
    with pytest.raises(pytest.UsageError, match="known are asterisk, browser"):
        left_out(pytestconfig)


@pytest.mark.parametrize("part", ["asterisk", "browser"])
def test_a_missing_part_fails_unless_it_is_left_out(
    part: str, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conftest, "missing_of", lambda name: [f"{name}-server"])
    monkeypatch.setenv(LEAVE_OUT_VARIABLE, "")
    if part not in left_out(pytestconfig):
        with pytest.raises(pytest.fail.Exception, match=f"missing: {part}-server.*`make test` installs it"):
            conftest._need(pytestconfig, part)
    monkeypatch.setenv(LEAVE_OUT_VARIABLE, part)
    with pytest.raises(pytest.skip.Exception, match="left out by --leave-out"):
        conftest._need(pytestconfig, part)


def test_a_part_that_is_there_is_used(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LEAVE_OUT_VARIABLE, "")
    monkeypatch.setattr(conftest, "missing_of", lambda name: [])
    if "browser" not in left_out(pytestconfig):
        conftest._need(pytestconfig, "browser")
