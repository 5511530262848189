"""From the tree of a test's text to its steps. Owns the form of each step; runs none.

A step is a table with one field that names it, and perhaps others; a step without a value may be its name alone.
"""

import re
from collections.abc import Callable

from ivr_flows.problems import nearest_name, one_of, shortened
from ivr_flows.testing.line import KEYS
from ivr_flows.testing.script import (
    AgentDoes,
    AgentMove,
    Dials,
    Ends,
    EntersQueue,
    Fails,
    HandsIn,
    HangsUp,
    Hears,
    HearsMusic,
    IsSilent,
    LeavesMessage,
    LooksUp,
    NumberDoes,
    NumberMove,
    Presses,
    QueueLetsGo,
    QueueMoves,
    Rates,
    Reaches,
    Returns,
    Says,
    Step,
    Waits,
    Wanted,
)
from ivr_flows.text_tree import ListNode, Problems, TableNode, TableReader, TextLeaf, Tree, shape_of
from routing.vocabulary import Medium

STEPS_MAX = 200
KEYS_MAX = 60
WAIT_S_MAX = 7_200
PLACE_MAX = 9_999
PROMPT_FORM = re.compile(r"[a-z0-9][a-z0-9_]{0,59}(/[a-z0-9][a-z0-9_]{0,59})?")
LANGUAGE_FORM = re.compile(r"[a-z]{2,3}|music")
NODE_FORM = re.compile(r"[a-z][a-z0-9_.]{0,199}")
PROMPT = "a prompt's name, or `{zh: name}` for one in a certain language"
WORK = (Medium.VOICEMAIL, Medium.TASK, Medium.CALLBACK)


class StepReader(TableReader):
    """Reads the fields of one step."""

    def __init__(self, tree: Tree, where: str, problems: Problems, flow_id: str) -> None:
        super().__init__(tree, where, problems)
        self.flow_id = flow_id

    def matching(self, key: str, form: re.Pattern[str], expected: str, mend: str) -> str:
        """A required text of this form."""
        text = self.text(key, expected)
        tree = self.tree(key)
        if text and tree is not None and not form.fullmatch(text):
            self.refuse(key, tree, expected, mend)
        return text

    def choice(self, key: str, known: tuple[str, ...]) -> str:
        """One of these words, or the first of them if it is none."""
        word = self.text(key, one_of(known))
        tree = self.tree(key)
        if word in known:
            return word
        if word and tree is not None:
            self.refuse(key, tree, one_of(known), "write one of them")
        return known[0]

    def texts(self, key: str) -> dict[str, str]:
        """A table of texts."""
        texts: dict[str, str] = {}
        for name, tree in self.entries(key, "a table of names and values"):
            if isinstance(tree, TextLeaf):
                texts[name.text] = tree.text
            else:
                self.refuse(f"{key}.{shortened(name.text)}", tree, "a value", "write it on the same line")
        return texts


def read_steps(tree: Tree | None, where: str, problems: Problems, flow_id: str, *, line: int) -> tuple[Step, ...]:
    """The steps of a test, which begins at this line."""
    if not isinstance(tree, ListNode) or not tree.items:
        line = line if tree is None else tree.line
        found = "no steps" if tree is None else shape_of(tree)
        problems.add(line, where, found, "a list of steps", "write `steps:` and below it lines such as `- press: 1`")
        return ()
    if len(tree.items) > STEPS_MAX:
        problems.add(tree.line, where, f"{len(tree.items)} steps", f"at most {STEPS_MAX}", "make two tests of it")
        return ()
    steps = (_read_step(item, where, problems, flow_id) for item in tree.items)
    return tuple(step for step in steps if step is not None)


def _read_step(tree: Tree, where: str, problems: Problems, flow_id: str) -> Step | None:
    if isinstance(tree, TextLeaf) and tree.text in ALONE:
        return ALONE[tree.text](tree.line)
    if not isinstance(tree, TableNode):
        mend = "write it as `- press: 1`; these may stand alone: " + ", ".join(sorted(ALONE))
        problems.add(tree.line, where, shape_of(tree), "a step", mend)
        return None
    names = [key.text for key, _ in tree.entries]
    named = [name for name in names if name in READERS]
    # `work: task` has a queue of its own beside it, `agent: hands_over` too: the first one names the step.
    if not named or names[0] != named[0]:
        near = nearest_name(names[0], READERS) if names else None
        mend = f"did you mean `{near}`?" if near else "begin with the step's name"
        found = f"a step {shortened(names[0])}" if names else "an empty step"
        problems.add(tree.line, where, found, one_of(READERS), mend)
        return None
    reader = StepReader(tree, f"{where}, {named[0]}", problems, flow_id)
    step = READERS[named[0]](reader)
    reader.finish()
    return step


def _hears(reader: StepReader) -> Step:
    return Hears(reader.line, _prompts(reader, "hear"))


def _begins(reader: StepReader) -> Step:
    return Hears(reader.line, _prompts(reader, "begins")[:1], to_the_end=False)


def _says_words(reader: StepReader) -> Step:
    tree = reader.tree("says")
    items = tree.items if isinstance(tree, ListNode) else () if tree is None else (tree,)
    wanted: list[Wanted] = []
    for item in items:
        if isinstance(item, TextLeaf) and item.text.strip():
            wanted.append(Wanted(words=item.text))
        else:
            reader.refuse("says", item, "the words of a prompt", "write them as they are heard")
    return Hears(reader.line, tuple(wanted))


def _prompts(reader: StepReader, key: str) -> tuple[Wanted, ...]:
    tree = reader.tree(key)
    items = tree.items if isinstance(tree, ListNode) else () if tree is None else (tree,)
    if not items and tree is not None:
        reader.refuse(key, tree, PROMPT, "name one")
    return tuple(wanted for item in items if (wanted := _prompt(reader, key, item)) is not None)


def _prompt(reader: StepReader, key: str, tree: Tree) -> Wanted | None:
    if isinstance(tree, TextLeaf) and PROMPT_FORM.fullmatch(tree.text):
        return Wanted(name=_full(reader, tree.text))
    if isinstance(tree, TableNode) and len(tree.entries) == 1:
        language, name = tree.entries[0]
        if isinstance(name, TextLeaf) and LANGUAGE_FORM.fullmatch(language.text) and PROMPT_FORM.fullmatch(name.text):
            # A sound has no flow's name.
            whole = name.text if language.text == "music" else _full(reader, name.text)
            return Wanted(name=whole, language=language.text)
    reader.refuse(key, tree, PROMPT, "use the name that stands in the flow; for words write `says:`")
    return None


def _full(reader: StepReader, name: str) -> str:
    return name if "/" in name else f"{reader.flow_id}/{name}"


def _music(reader: StepReader) -> Step:
    return HearsMusic(reader.line, reader.name("music", "the name of music"))


def _presses(reader: StepReader) -> Step:
    keys = reader.text("press", "keys of a telephone")
    tree = reader.tree("press")
    if tree is not None and keys and (not set(keys) <= set(KEYS) or len(keys) > KEYS_MAX):
        reader.refuse("press", tree, f"1 to {KEYS_MAX} of {KEYS}", 'write them in quotes: "12#"')
    return Presses(reader.line, keys)


def _says(reader: StepReader) -> Step:
    return Says(reader.line, reader.text("say", "what the caller says"), reader.truth("unsure"))


def _waits(reader: StepReader) -> Step:
    return Waits(reader.line, reader.seconds_ms("wait_s", WAIT_S_MAX))


def _message(reader: StepReader) -> Step:
    return LeavesMessage(reader.line, reader.seconds_ms("message_s", WAIT_S_MAX), reader.truth("hangs_up"))


def _agent(reader: StepReader) -> Step:
    move = AgentMove(reader.choice("agent", tuple(each.value for each in AgentMove)))
    number = reader.text("number", "the agent's number", "") if move is AgentMove.ACCEPTS else ""
    queue = reader.name("queue", "a queue's name") if move is AgentMove.HANDS_OVER else ""
    return AgentDoes(reader.line, move, number, queue)


def _number(reader: StepReader) -> Step:
    return NumberDoes(reader.line, NumberMove(reader.choice("number", tuple(each.value for each in NumberMove))))


def _lets_go(reader: StepReader) -> Step:
    return QueueLetsGo(reader.line, reader.name("queue_lets_go", "a reason such as no_agent"))


def _place(reader: StepReader) -> Step:
    place = reader.number("place", 1, PLACE_MAX)
    return QueueMoves(reader.line, place, reader.seconds_ms("estimated_s", WAIT_S_MAX, 0) or None)


def _fails(reader: StepReader) -> Step:
    return Fails(reader.line, reader.name("fails", "a reason such as not_played"))


def _queue(reader: StepReader) -> Step:
    queue = reader.name("queue", "a queue's name")
    requires = reader.text("requires", "what the agent must be able to do", "") or None
    priority = reader.number("priority", 0, 1_000) if reader.has("priority") else None
    return EntersQueue(reader.line, queue, requires, priority)


def _work(reader: StepReader) -> Step:
    medium = reader.choice("work", tuple(each.value for each in WORK))
    queue, subject = reader.optional_name("queue", "a queue's name"), reader.optional_name("subject", "its subject")
    return HandsIn(reader.line, medium, queue or "", subject or "")


def _rated(reader: StepReader) -> Step:
    return Rates(reader.line, reader.number("rated", 0, 9), reader.optional_name("subject", "what is rated") or "")


def _dials(reader: StepReader) -> Step:
    return Dials(reader.line, reader.text("dials", "the number that is dialled"))


def _looks_up(reader: StepReader) -> Step:
    return LooksUp(reader.line, reader.name("looks_up", "a source's name, or customer"), reader.texts("with"))


def _ends(reader: StepReader) -> Step:
    reader.choice("ends", ("hang_up",))
    return Ends(reader.line)


def _returns(reader: StepReader) -> Step:
    return Returns(reader.line, reader.name("returns", "the flow's result"))


def _reaches(reader: StepReader) -> Step:
    return Reaches(reader.line, reader.matching("reaches", NODE_FORM, "a node's name", "use its name in the flow"))


ALONE: dict[str, Callable[[int], Step]] = {
    "silence": IsSilent,
    "hangs_up": HangsUp,
    "ends": Ends,
    "music": lambda line: HearsMusic(line, ""),
}
READERS: dict[str, Callable[[StepReader], Step]] = {
    "hear": _hears, "begins": _begins, "says": _says_words, "music": _music, "press": _presses, "say": _says,
    "wait_s": _waits, "message_s": _message, "agent": _agent, "number": _number, "queue_lets_go": _lets_go,
    "place": _place, "fails": _fails, "queue": _queue, "work": _work, "rated": _rated, "dials": _dials,
    "looks_up": _looks_up, "ends": _ends, "returns": _returns, "reaches": _reaches,
}  # fmt: skip
