"""What holds for every test: one category each, which real parts are there, which examples Hypothesis draws.

A real part (Asterisk, a browser, a voice) that is missing fails the tests that need it, unless it is left out by name.
"""

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, settings

from cic.main.tuning import new_event_loop
from tests import real_parts

# The same examples in every run: a test is not to fail by chance in CI. The long proof draws new ones.
_EVERY_CHECK = list(HealthCheck)
settings.register_profile("check", derandomize=True, deadline=None, suppress_health_check=_EVERY_CHECK)
settings.register_profile("prove", deadline=None, suppress_health_check=_EVERY_CHECK)
settings.load_profile("prove" if os.environ.get("CIC_PROVE") else "check")

CATEGORIES = ("unit", "property", "simulation", "theory", "contract", "architecture", "scenario", "e2e")
REAL_PARTS_FOLDERS = {
    "tests/e2e/asterisk/": "telephony",
    "tests/e2e/full_call_control/": "telephony",
    "tests/e2e/test_call_setup_races.py": "telephony",
    "tests/e2e/test_asterisk_center.py": "telephony",
    "tests/e2e/test_desktop_for_everyone.py": "pages",
    "tests/e2e/test_supervisor_for_everyone.py": "pages",
    "tests/e2e/": "centers",
    "tests/fuzz/": "centers",
}
"""Tests with real parts, by the process that they run in: calls wait for seconds to pass, and so do browsers. The first
named that fits counts. Telephony and centers take about as long as each other, and the longest of all; pages without a
center go before the rest, in the third process. With a fourth process phones were no longer heard in time."""
GIVING_WAY = 10
UNTIMED = "pages"
"""A browser alone, which no call waits for."""
LEAVE_OUT_VARIABLE = "CIC_LEAVE_OUT"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run do without a real part, by name."""
    parser.addoption(
        "--leave-out",
        action="append",
        default=[],
        choices=sorted(real_parts.PACKAGES),
        help=f"skip tests that need this real part; may be repeated; {LEAVE_OUT_VARIABLE}='asterisk browser' is equal",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a run with a test that has no category, or two."""
    wrong = sorted({item.location[0] for item in items if len(categories_of(item)) != 1})
    if wrong:
        raise pytest.UsageError(
            "each test module sets `pytestmark = pytest.mark.<category>`, exactly one of "
            f"{', '.join(CATEGORIES)}; these do not: {', '.join(wrong)}"
        )
    if os.environ.get("PYTEST_XDIST_WORKER"):  # what takes longest begins first: see --no-loadscope-reorder
        items.sort(key=lambda item: group_of(item.nodeid) not in REAL_PARTS_FOLDERS.values())


def group_of(nodeid: str) -> str:
    """What runs in one process after another where there are several (`make test`): telephony and started centers,
    which have most of the machine's time, beside all else, file by file."""
    file = nodeid.partition("::")[0]
    return next((group for folder, group in REAL_PARTS_FOLDERS.items() if file.startswith(folder)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Share the tests out by group."""
    from xdist.scheduler import LoadScopeScheduling  # only there where several processes are

    class ByGroup(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return ByGroup(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Where several processes share the machine, what no call waits for gives way: a call is answered in time."""
    if os.environ.get("PYTEST_XDIST_WORKER") and os.geteuid() == 0:
        group = group_of(item.nodeid)
        gives_way = group == UNTIMED or group not in REAL_PARTS_FOLDERS.values()
        os.setpriority(os.PRIO_PROCESS, 0, GIVING_WAY if gives_way else 0)


def categories_of(item: pytest.Item) -> list[str]:
    """The categories of a test, as its markers say."""
    return [mark.name for mark in item.iter_markers() if mark.name in CATEGORIES]


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Coroutine tests run on the loop of a center: at the end of a connection it differs from Python's own."""
    return {"uvloop": new_event_loop}


@pytest.fixture(scope="session")
def real_asterisk_needed(request: pytest.FixtureRequest) -> None:
    """For tests that talk to a real Asterisk."""
    _need(request.config, "asterisk")


@pytest.fixture(scope="session")
def real_browser_needed(request: pytest.FixtureRequest) -> None:
    """For tests that drive a real browser."""
    _need(request.config, "browser")


@pytest.fixture(scope="session")
def real_voices_needed(request: pytest.FixtureRequest) -> None:
    """For tests that let a synthetic voice speak."""
    _need(request.config, "voices")


def left_out(config: pytest.Config) -> set[str]:
    """The real parts that this run does without."""
    named = {*config.getoption("--leave-out"), *os.environ.get(LEAVE_OUT_VARIABLE, "").split()}
    unknown = named - real_parts.PACKAGES.keys()
    if unknown:
        raise pytest.UsageError(
            f"{LEAVE_OUT_VARIABLE} names {', '.join(sorted(unknown))}; known are {', '.join(real_parts.PACKAGES)}"
        )
    return named


def missing_of(part: str) -> list[str]:
    """What of a real part is not on this machine."""
    # Imported here: a fault in the lab is to fail the tests that need it, not the collection of all others.
    from cic.cti.asterisk.lab.install import asterisk_folder, is_installed

    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    commands = real_parts.PACKAGES[part]
    missing = [package for command, package in commands.items() if shutil.which(command, path=path) is None]
    if part == "asterisk":
        installed = is_installed(asterisk_folder())
        return [name for name in missing if name != "debootstrap"] + ([] if installed else ["asterisk"])
    return missing


def _need(config: pytest.Config, part: str) -> None:
    if part in left_out(config):
        pytest.skip("left out by --leave-out")
    missing = missing_of(part)
    if missing:
        pytest.fail(
            f"the real {part} is not complete on this machine, missing: {', '.join(missing)}. `make test` installs it "
            f"(as root); to do without: --leave-out {part}, or make test LEAVE_OUT={part}",
            pytrace=False,
        )
