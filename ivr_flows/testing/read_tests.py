"""A file of flow tests to its tests, or to all of its problems at once. Owns what may be given; runs nothing."""

import re

from ivr_flows.inputs import LookupResult, Verification
from ivr_flows.parse import read_tree
from ivr_flows.problems import FlowProblem, one_of, shortened
from ivr_flows.session import Scalar
from ivr_flows.testing.read_steps import PLACE_MAX, WAIT_S_MAX, read_steps
from ivr_flows.testing.script import Answer, Caller, FlowTest, FlowTests, Given, Pin, QueueState
from ivr_flows.text_tree import NAME_FORM, ListNode, Problems, TableReader, TextLeaf, Tree
from routing.copying import replace

TESTS_MAX = 500
NAME_LENGTH_MAX = 120
TRIES_MAX = 1_000
NUMBER_FORM = re.compile(r"\+?[0-9]{3,20}")
PIN_FORM = re.compile(r"[0-9]{1,32}")
NO_NUMBER = "withheld"
CUSTOMER = "customer"
"""The name of the look-up of the customer, in place of a source's."""


def read_tests(text: str, file: str) -> FlowTests | tuple[FlowProblem, ...]:
    """Read the tests of a flow, or say everything that is wrong with their form."""
    problems = Problems(file)
    tree = read_tree(text, problems, "tests of a flow", "begin with `flow:` and `tests:`")
    tests: list[FlowTest] = []
    if tree is None:
        return tuple(problems.found)
    reader = TableReader(tree, "the tests", problems)
    flow_id = reader.name("flow", "the name of the flow that is tested")
    items = reader.items("tests", "a list of tests")
    if not reader.has("tests"):
        reader.missing("tests", "a list of tests")
    if len(items) > TESTS_MAX:
        problems.add(items[0].line, "tests", f"{len(items)} tests", f"at most {TESTS_MAX}", "make two files of it")
        items = ()
    names: dict[str, int] = {}
    for number, item in enumerate(items, start=1):
        test = _read_test(item, number, problems, flow_id)
        first = names.setdefault(test.name, test.line)
        if first != test.line and test.name:
            found = f"the name {shortened(test.name)} again"
            problems.add(test.line, f"test {number}", found, f"each name once (line {first})", "rename one of the two")
        tests.append(test)
    reader.finish()
    if problems.found:
        return tuple(sorted(problems.found, key=lambda problem: problem.line))
    return FlowTests(file, flow_id, tree.line, tuple(tests))


def _read_test(tree: Tree, number: int, problems: Problems, flow_id: str) -> FlowTest:
    reader = TableReader(tree, f"test {number}", problems)
    name = reader.text("name", "what the test shows, in a few words")
    if len(name) > NAME_LENGTH_MAX or not name.isprintable():
        found, expected = f"a name of {len(name)} characters", f"one line of at most {NAME_LENGTH_MAX}"
        problems.add(reader.line, reader.where, found, expected, "shorten it")
    given = _read_given(reader)
    steps = read_steps(reader.tree("steps"), reader.where, problems, flow_id, line=reader.line)
    reader.finish()
    return FlowTest(name, reader.line, given, steps)


def read_given(text: str, file: str) -> Given | tuple[FlowProblem, ...]:
    """Read what a call takes for granted, in a file of its own: as in a test, without name and steps."""
    problems = Problems(file)
    tree = read_tree(text, problems, "what is given", "write fields of a test, such as `lookups:`")
    if tree is None:
        return tuple(problems.found)
    reader = TableReader(tree, "the answers", problems)
    given = _read_given(reader)
    reader.finish()
    return tuple(problems.found) if problems.found else given


def _read_given(reader: TableReader) -> Given:
    return Given(
        caller=_read_caller(reader, "caller"),
        dialled=_read_number(reader, "dialled", "4000") or "",
        closed=_read_closed(reader),
        lookups=_read_lookups(reader),
        pins=_read_pins(reader),
        queues=_read_queues(reader),
    )


def _read_caller(reader: TableReader, key: str) -> Caller:
    tree = reader.tree(key)
    if tree is None:
        return Caller()
    inner = TableReader(tree, f"{reader.where}, {key}", reader.problems)
    caller = Caller(
        is_known=inner.truth("known"),
        is_vip=inner.truth("vip"),
        is_blocked=inner.truth("blocked"),
        grade=inner.name("grade", "a grade such as gold", "standard"),
        language=inner.optional_name("language", "a language such as en"),
        area=inner.name("area", "an area's name", "unknown"),
        tries_today=inner.number("tries_today", 0, TRIES_MAX, 0),
        number=_read_number(inner, "number", Caller().number or ""),
    )
    inner.finish()
    return caller


def _read_number(reader: TableReader, key: str, default: str) -> str | None:
    text = reader.text(key, "a number", default)
    tree = reader.tree(key)
    if text == NO_NUMBER:
        return None
    if tree is not None and text and not NUMBER_FORM.fullmatch(text):
        reader.refuse(key, tree, f"3 to 20 digits, perhaps with + before them, or `{NO_NUMBER}`", "write it in quotes")
    return text


def _read_closed(reader: TableReader) -> frozenset[str]:
    names: set[str] = set()
    for item in reader.items("closed", "a list of calendars"):
        if isinstance(item, TextLeaf) and NAME_FORM.fullmatch(item.text):
            names.add(item.text)
        else:
            reader.refuse("closed", item, "a calendar's name", "write the name alone")
    return frozenset(names)


def _read_lookups(reader: TableReader) -> dict[str, tuple[Answer, ...]]:
    lookups: dict[str, tuple[Answer, ...]] = {}
    for name, tree in reader.entries("lookups", "a table of sources and what they answer"):
        items = tree.items if isinstance(tree, ListNode) else (tree,)
        answers = (_read_answer(reader, name.text, item) for item in items)
        lookups[name.text] = tuple(answer for answer in answers if answer is not None)
    return lookups


def _read_answer(reader: TableReader, source: str, tree: Tree) -> Answer | None:
    known = {
        "found": Answer(LookupResult.FOUND, customer=Caller(is_known=True) if source == CUSTOMER else None),
        "not_found": Answer(LookupResult.NOT_FOUND),
        "failed": Answer(LookupResult.FAILED),
        "timeout": Answer(LookupResult.FAILED, is_late=True),
    }
    where = f"lookups.{shortened(source)}"
    if isinstance(tree, TextLeaf):
        if tree.text not in known:
            reader.refuse(where, tree, f"{one_of(known)}, or a table `found:`", "write one of them")
        return known.get(tree.text)
    inner = TableReader(tree, f"{reader.where}, {where}", reader.problems)
    if not inner.has("found"):
        inner.missing("found", "what is found")
    if source == CUSTOMER:
        answer = Answer(LookupResult.FOUND, customer=replace(_read_caller(inner, "found"), is_known=True))
    else:
        answer = Answer(LookupResult.FOUND, _read_values(inner))
    inner.finish()
    return answer


def _read_values(reader: TableReader) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {}
    for name, tree in reader.entries("found", "a table of results and values"):
        if not isinstance(tree, TextLeaf):
            reader.refuse(f"found.{shortened(name.text)}", tree, "a value", "write it on the same line")
        else:
            values[name.text] = as_value(tree.text, is_quoted=tree.is_quoted)
    return values


def as_value(text: str, *, is_quoted: bool = False) -> str | int | bool:
    """A value as it is written: a whole number, true or false, or a text."""
    if is_quoted:
        return text
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else text


def _read_pins(reader: TableReader) -> dict[str, Pin]:
    pins: dict[str, Pin] = {}
    fixed = {"locked": Verification.LOCKED, "failed": Verification.FAILED}
    for source, tree in reader.entries("pins", "a table of sources and the right PIN of each"):
        text = tree.text if isinstance(tree, TextLeaf) else ""
        if text in fixed:
            pins[source.text] = Pin(always=fixed[text])
        elif PIN_FORM.fullmatch(text):
            pins[source.text] = Pin(right=text)
        else:
            expected = "the right PIN, `locked` or `failed`"
            reader.refuse(f"pins.{shortened(source.text)}", tree, expected, "write digits in quotes")
    return pins


def _read_queues(reader: TableReader) -> dict[str, QueueState]:
    queues: dict[str, QueueState] = {}
    for name, tree in reader.entries("queues", "a table of queues and how each is"):
        inner = TableReader(tree, f"{reader.where}, queues.{shortened(name.text)}", reader.problems)
        queues[name.text] = QueueState(
            refuses=inner.optional_name("refuses", "a reason such as queue_full"),
            place=inner.number("place", 1, PLACE_MAX) if inner.has("place") else None,
            wait_ms=inner.seconds_ms("estimated_s", WAIT_S_MAX) if inner.has("estimated_s") else None,
        )
        inner.finish()
    return queues
