"""Checks whether the queues' rules can do what they are written for. Owns these rules; names are checked elsewhere.

What is in doubt because of another problem is taken for the best it can mean: no check complains of a follow-up.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from cic.configuration.problems import ConfigurationProblem, Severity
from cic.configuration.reach import Floor, World, asking, can_be_asked, held, is_in_doubt
from cic.configuration.schema_routing import QueueText, StepText
from cic.configuration.worlds import worlds
from routing.configuration import AgentChoice
from routing.requirement_text import write_requirement
from routing.requirement_widening import implies
from routing.requirements import ANYONE, Requirement, resolve

FILE = "queues.yaml"
CONDITIONAL_STEPS_MAX = 5
"""Beyond so many steps that may be left out, the ways to the next one are too many to look at each."""
SOMEBODY = "at least one agent who can serve the queue"


def unserved(problems: Iterable[ConfigurationProblem]) -> frozenset[str]:
    """The queues of which these problems say that nobody can serve them."""
    return frozenset(
        problem.where.removeprefix("queues.")
        for problem in problems
        if problem.file == FILE and problem.expected == SOMEBODY
    )


def check_queues(floor: Floor) -> Iterator[ConfigurationProblem]:
    """What is wrong with each queue's steps, and whether anybody can serve it."""
    for queue in floor.queues.values():
        yield from _choice(queue)
        yield from _order(queue)
        known = worlds(floor, [queue])
        if known is None:
            continue
        if not _is_served(floor, queue, known):
            yield _nobody(queue)
            continue
        for number, step in enumerate(queue.relax):
            if queue.queue_id in floor.misread or is_in_doubt(floor, step):
                continue
            yield from _narrower(floor, queue, number, step, known)
            if _adds_agents(step) and not _adds(floor, queue, number, known):
                yield _adds_nobody(queue, number)


def check_overflow(floor: Floor) -> Iterator[ConfigurationProblem]:
    """Queues that overflow into each other in a circle; each circle is told once."""
    told: set[frozenset[str]] = set()
    for queue in floor.queues.values():
        loop = _loop_from(floor, queue)
        if loop is None or frozenset(loop) in told:
            continue
        told.add(frozenset(loop))
        number = next(i for i, step in enumerate(queue.relax) if _target(step) == loop[1])
        way = " -> ".join(loop)
        mend = "take one of these 'overflow_to' steps out; let the agents of one queue be members of the other instead"
        yield _problem(
            queue.relax[number].line, _where(queue, number), f"the overflow loop {way}", "overflow without a loop", mend
        )


def _is_served(floor: Floor, queue: QueueText, known: Sequence[World]) -> bool:
    asked = [asking(floor, queue, queue.relax, world, hopefully=True) for world in known]
    return any(can_be_asked(candidate.perhaps, each) for each in asked for candidate in floor.candidates)


def _nobody(queue: QueueText) -> ConfigurationProblem:
    requires = queue.requires
    asked = f" who meets '{requires.text}'" if requires is not None and requires.text else ""
    later = ", not even after its last step" if queue.relax else ""
    found, where = f"no agent{asked}{later}", f"queues.{queue.queue_id}"
    expected = SOMEBODY
    mend = f"add '{queue.queue_id}' to the 'queues' of an agent with these skills, or ask for less"
    return _problem(queue.line if requires is None else requires.line, where, found, expected, mend)


def _adds_agents(step: StepText) -> bool:
    return any(change is not None for change in (step.lower, step.drop, step.requires, step.widen_to, step.overflow_to))


def _adds(floor: Floor, queue: QueueText, number: int, known: Sequence[World]) -> bool:
    """Whether the step adds an agent for some contact, on some way through the steps before it."""
    step, earlier = queue.relax[number], queue.relax[:number]
    conditional = [each for each in earlier if each.is_conditional]
    if len(conditional) > CONDITIONAL_STEPS_MAX:
        return True
    for count in range(len(conditional) + 1):
        for left_out in combinations(conditional, count):
            taken = [each for each in earlier if each not in left_out]
            for world, also in product(known, (ANYONE, *floor.asked.get(queue.queue_id, ()))):
                before = asking(floor, queue, taken, world, hopefully=False, also=also)
                after = asking(floor, queue, [*taken, step], world, hopefully=True, also=also)
                for candidate in floor.candidates:
                    if can_be_asked(candidate.perhaps, after) and not can_be_asked(candidate.surely, before):
                        return True
    return False


def _adds_nobody(queue: QueueText, number: int) -> ConfigurationProblem:
    step = queue.relax[number]
    found = f"a step that adds nobody ({_in_words(step)})"
    expected = "a step after which at least one agent more can be asked"
    mend = "take the step out, or let it lower, drop or widen more"
    return _problem(step.line, _where(queue, number), found, expected, mend)


def _narrower(
    floor: Floor, queue: QueueText, number: int, step: StepText, known: Sequence[World]
) -> Iterator[ConfigurationProblem]:
    """A step with a requirement that somebody misses who met what held before."""
    if step.requires is None or step.requires.parsed is None:
        return
    earlier, new = queue.relax[:number], step.requires.parsed
    for world in known:
        before = held(floor, queue, earlier, world, hopefully=False)
        if before != held(floor, queue, earlier, world, hopefully=True):
            return  # what held before is in doubt
        if not implies(before, resolve(new, world)):
            break
    else:
        return
    words = write_requirement(_as_written(queue, earlier, before, world))
    found = f"'{step.requires.text}', which is not wider than '{words}' that held before"
    expected = "a requirement that everybody meets who met the one before"
    mend = f"write for example '{words} or ...', or use 'lower' or 'drop'"
    yield _problem(step.requires.line, f"{_where(queue, number)}.requires", found, expected, mend)


def _as_written(queue: QueueText, steps: Sequence[StepText], requires: Requirement, world: World) -> Requirement:
    """The requirement as the text has it, facts and all, unless steps have made another of it."""
    texts = [queue.requires, *(step.requires for step in steps if step.requires is not None)]
    last = texts[-1]
    is_as_written = last is not None and last.parsed is not None and resolve(last.parsed, world) == requires
    return last.parsed if is_as_written and last is not None and last.parsed is not None else requires


def _order(queue: QueueText) -> Iterator[ConfigurationProblem]:
    """Steps out of order, and steps that come after the interaction has left for sure."""
    for number, (earlier, step) in enumerate(zip(queue.relax, queue.relax[1:], strict=False), start=1):
        if step.after_s < earlier.after_s:
            found, expected = f"{step.after_s} s after a step of {earlier.after_s} s", "steps in ascending time"
            mend = "put the steps in the order of their times"
            yield _problem(step.line, f"{_where(queue, number)}.after_s", found, expected, mend)
    leaves = next(
        (n for n, step in enumerate(queue.relax) if step.hand_to is not None and not step.is_conditional), None
    )
    if leaves is not None and leaves + 1 < len(queue.relax):
        step = queue.relax[leaves + 1]
        found = f"a step after the contact was handed to '{queue.relax[leaves].hand_to}'"
        mend = "put 'hand_to' last, or give it a condition"
        where = _where(queue, leaves + 1)
        yield _problem(step.line, where, found, "'hand_to' as the last step", mend, severity=Severity.WARNING)


def _choice(queue: QueueText) -> Iterator[ConfigurationProblem]:
    """Weights and seeds that count for nothing, and the strategies that need them."""
    chosen, where = queue.choose_agent, f"queues.{queue.queue_id}.choose_agent"
    is_weighted = chosen.strategy is AgentChoice.WEIGHTED
    if is_weighted and chosen.weights is None:
        mend = "add for example 'weights: {skill_fit: 1, idle_s: 2}'"
        yield _problem(chosen.line, where, "'weighted' without weights", "the weights that decide", mend)
    if chosen.weights is not None and not is_weighted:
        found, mend = f"weights with '{chosen.strategy.value}'", "set 'strategy: weighted', or remove the weights"
        yield _problem(chosen.line, where, found, "weights with the strategy 'weighted' alone", mend)
    if chosen.seed is not None and chosen.strategy is not AgentChoice.WEIGHTED_RANDOM:
        found, mend = f"a seed with '{chosen.strategy.value}'", "set 'strategy: weighted_random', or remove the seed"
        yield _problem(chosen.line, where, found, "a seed with the strategy 'weighted_random' alone", mend)


def _loop_from(floor: Floor, queue: QueueText) -> list[str] | None:
    """The shortest way from a queue over its overflow back to itself."""
    ways = [[queue.queue_id]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for target in (_target(step) for step in floor.queues[way[-1]].relax):
            if target == queue.queue_id:
                return [*way, target]
            if target in floor.queues and target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return None


def _target(step: StepText) -> str:
    return step.overflow_to.name if step.overflow_to is not None else ""


def _in_words(step: StepText) -> str:
    if step.lower is not None:
        return f"lower {step.lower.name} to {step.lower.amount}"
    if step.drop is not None:
        return f"drop {step.drop.name}"
    if step.requires is not None:
        return f"requires {step.requires.text}"
    if step.widen_to is not None:
        return f"widen to {step.widen_to.name}"
    return f"overflow to {_target(step)}"


def _where(queue: QueueText, number: int) -> str:
    return f"queues.{queue.queue_id}.relax step {number + 1}"


def _problem(
    line: int, where: str, found: str, expected: str, mend: str, *, severity: Severity = Severity.ERROR
) -> ConfigurationProblem:
    return ConfigurationProblem(FILE, line, where, found, expected, mend, severity)
