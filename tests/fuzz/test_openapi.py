"""Every route asked what its OpenAPI description allows, and what it does not: by nobody, an agent, an administrator.

A status or a body that the description does not know is a fault, and so is each answer that stands for one of ours."""

import contextlib
import os
from collections.abc import Callable, Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, CheckContext, GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.harness.centers import end, free_port
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.scenario
IS_LONG = bool(os.environ.get("CIC_PROVE"))
SEED = int(os.environ.get("CIC_FUZZ_SEED", "1"))
EXAMPLES = {"nobody": 1, "alice": 2, "operator": 4}
"""For each route, by who asks; a long run has fifty times as many."""
LONGER = 50
RIGHT = (GenerationMode.POSITIVE,)
RIGHT_AND_WRONG = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
ENDS_THE_SESSION = {"POST /api/sign-out"}
"""Asked by nobody alone: whoever is signed in would not be any more."""


def no_fault_of_ours(ctx: CheckContext, response: Response, case: Case) -> bool | None:
    """No answer is a crash; 503 is for what passes, and stands in the description of the routes that have it."""
    if response.status_code >= 500 and response.status_code != 503:
        raise Failure(operation=case.operation.label, title="Fault of ours", message=f"{response.status_code}")
    return None


CHECKS = [
    no_fault_of_ours,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCenter]:
    """A center of its own: it is not the same any more afterwards. Its journal replays nevertheless."""
    started = RunningCenter(tmp_path_factory.mktemp("openapi") / "data", free_port())
    started.start()
    try:
        yield started
        end(started)
    finally:
        if started.process is not None:
            started.kill()


def headers_of(center: RunningCenter, user: str) -> Callable[[], dict[str, str]]:
    """How somebody is known; whose session has ended meanwhile signs in again."""
    known: dict[str, str] = {}

    def headers() -> dict[str, str]:
        if user == "nobody":
            return {}
        if user == "operator":
            return center.operator
        if not known or requests.get(f"{center.url}/api/me", headers=known, timeout=10).status_code == 401:
            body = {"user": user, "password": center.password(user)}
            token = requests.post(f"{center.url}/api/sign-in", json=body, timeout=10).json()["token"]
            known["Authorization"] = f"Bearer {token}"
        return known

    return headers


def faults_of(
    operation: APIOperation,
    center: RunningCenter,
    session: requests.Session,
    headers: dict[str, str],
    *,
    examples: int,
    modes: tuple[GenerationMode, ...],
) -> Iterator[str]:
    """What is wrong with the answers of one route, each kind once."""
    found: dict[str, str] = {}
    for mode in modes:

        @seed(SEED)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=not IS_LONG,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def asked(case: Case) -> None:
            response = case.call(
                base_url=center.url, session=session, headers=headers, timeout=20, allow_redirects=False
            )
            try:
                case.validate_response(response, checks=CHECKS)
            except FailureGroup as group:
                for fault in group.exceptions:
                    found.setdefault(f"{fault.title} {response.status_code}", f"{fault}"[:400])
            except Failure as fault:
                found.setdefault(f"{fault.title} {response.status_code}", f"{fault}"[:400])

        with contextlib.suppress(Unsatisfiable):  # nothing can be wrong about a route that takes nothing
            asked()
    yield from (f"{operation.label}: {kind}: {words}" for kind, words in found.items())


def test_every_answer_is_one_that_the_description_knows(center: RunningCenter) -> None:
    schema = schemathesis.openapi.from_url(f"{center.url}/openapi.json")
    faults: list[str] = []
    with requests.Session() as session:
        for user, examples in EXAMPLES.items():
            headers = headers_of(center, user)
            for result in schema.get_all_operations():
                operation = result.ok()
                if user != "nobody" and operation.label in ENDS_THE_SESSION:
                    continue
                many = examples * (LONGER if IS_LONG else 1)
                # Who may not, is sent away before anybody looks at what is sent.
                modes = RIGHT_AND_WRONG if IS_LONG or user == "operator" else RIGHT
                found = faults_of(operation, center, session, headers(), examples=many, modes=modes)
                faults += [f"{user} {fault}" for fault in found]
    assert faults == [], "\n".join(faults)
