"""`cic flows try`: walks a flow in the terminal, as a text menu. Owns the caller's turns; the flow decides the rest."""

import argparse
import re
from dataclasses import replace

from cic.cli.flow_answers import AskedWorld
from cic.cli.flow_choices import choices
from cic.cli.flow_files import chosen_flows, read_answers, read_flows
from cic.cli.flow_terminal import HungUpError, Terminal
from cic.cli.words import CommandFailed, ExitCode
from ivr_flows.actions import AskDigits, AskMenu, FlowAction, PlayWaitingMusic, TakeMessage
from ivr_flows.session import SessionStatus, WaitingFor
from ivr_flows.testing.conversation import Conversation, Sealed
from ivr_flows.testing.given import caller_facts
from ivr_flows.testing.heard import Heard
from ivr_flows.testing.line import KEYS
from ivr_flows.testing.script import Caller, Given
from ivr_flows.testing.subject import FlowSet
from ivr_flows.testing.transcript import in_words

EPILOG = """\
Prompts are shown as their words, a menu as its keys. A line is an input: keys, or words where the flow listens. Enter
alone waits, h or the end of the input hangs up. What sources answer is asked of you, unless a file says it: fields of a
test such as lookups, pins, queues and closed (ivr_flows/TESTING.md). Examples:
  cic flows try main
  cic flows try main --language zh --caller known,vip,grade=gold
  cic flows try account --answers answers.yaml
  printf '1\\n\\na\\n' | cic flows try main --json
Exit codes: 0 the call ended, 1 it could not begin, 2 wrong use."""
FACTS = {"known": "is_known", "vip": "is_vip", "blocked": "is_blocked"}
VALUES = ("grade", "language", "area", "number", "tries_today")
LETTERS_A_SECOND = 12
WAITING = "You wait ({}). Enter: wait, a: an agent answers, l REASON: the queue lets you go"
CENTER = "center  "


def try_flow(chosen: argparse.Namespace) -> ExitCode:
    """Walk a flow until the call is over."""
    flows = read_flows(chosen.flows)
    (name,) = chosen_flows([chosen.flow], flows)
    given = Given() if chosen.answers is None else read_answers(chosen.answers)
    given = replace(given, closed=given.closed | frozenset(chosen.closed))
    terminal = Terminal(as_json=chosen.json)
    subject, sealed = flows.subjects[name], Sealed()
    caller = replace(given.caller, **chosen.caller)
    if chosen.language is not None:
        if chosen.language not in subject.flow.languages:
            known = ", ".join(subject.flow.languages)
            raise CommandFailed(f"'{name}' is not in '{chosen.language}'. Its languages are {known}.")
        caller = replace(caller, language=chosen.language)
        subject = replace(subject, flow=replace(subject.flow, language=chosen.language))
    world = AskedWorld(given, terminal)
    facts = caller_facts(caller, subject.flow.language, sealed)
    walk = _Walk(Conversation(subject, facts, given.dialled, world, sealed=sealed), terminal, flows)
    world.before_asking = walk.show_new
    walk.run()
    return ExitCode.DONE


def caller_option(words: str) -> dict[str, object]:
    """The facts of a caller, as ``known,vip,grade=gold`` names them."""
    facts: dict[str, object] = {}
    for word in filter(None, (word.strip() for word in words.split(","))):
        name, has_value, value = word.partition("=")
        if name in FACTS and not has_value:
            facts[FACTS[name]] = True
        elif name in VALUES and value:
            if name == "tries_today" and not re.fullmatch("[0-9]{1,4}", value):
                raise argparse.ArgumentTypeError(f"'{value}' is no number of tries")
            facts[name] = int(value) if name == "tries_today" else value
        else:
            known = ", ".join([*FACTS, *(f"{each}=..." for each in VALUES)])
            raise argparse.ArgumentTypeError(f"'{word}' is no fact of a caller; use {known}")
    Caller(**facts)  # type: ignore[arg-type]
    return facts


class _Walk:
    """One call, turn by turn."""

    def __init__(self, talk: Conversation, terminal: Terminal, flows: FlowSet) -> None:
        self._talk, self._terminal, self._flows = talk, terminal, flows
        self._shown = 0

    def run(self) -> None:
        """The call, to its end."""
        talk = self._talk
        try:
            talk.begin()
            self.show_new()
            while not talk.is_over:
                self._turn()
                self.show_new()
        except HungUpError:
            talk.hang_up()
        self.show_new()
        result = talk.session.path[-1].result if talk.session.path else ""
        words = "You have hung up." if result == "hung_up" else f"The call is over ({result})."
        self._terminal.show("ended", words, result=result, path=[each.node for each in talk.session.path])

    def _turn(self) -> None:
        talk = self._talk
        unit, action = talk.line.unit, talk.line.action
        if talk.session.status is SessionStatus.WITH_AGENT:
            self._terminal.ask("You talk with an agent. Enter: the agent leaves")
            talk.agent_leaves()
        elif unit is not None:
            talk.note(unit)
            talk.pass_next()
        elif isinstance(action, AskMenu):
            self._answer_menu(action)
        elif isinstance(action, AskDigits):
            self._answer_digits(action)
        elif isinstance(action, TakeMessage):
            self._leave_message()
        elif talk.session.waiting_for is WaitingFor.NUMBER:
            self._dial()
        elif talk.queue_id is not None:
            self._wait(action)
        elif not talk.pass_next():
            raise HungUpError

    def _answer_menu(self, action: AskMenu) -> None:
        offered = choices(self._talk, self._flows)
        if not self._terminal.as_json:
            for choice in offered:
                self._terminal.show("choice", str(choice))
        told = [{"key": each.key, "label": each.label, "words": list(each.words)} for each in offered]
        line = self._terminal.ask("key or words" if action.listen else "key", keys=action.keys, choices=told)
        if not line:
            self._be_silent()
        elif len(line) == 1 and line in KEYS:
            self._talk.press(line)
        else:
            self._speak(line)

    def _answer_digits(self, action: AskDigits) -> None:
        for choice in choices(self._talk, self._flows):
            self._terminal.show("choice", str(choice), label=choice.label, words=list(choice.words))
        least, most = action.digits_min, action.digits_max
        count = f"{least}" if least == most else f"{least} to {most}"
        end = f", end with {action.terminator}" if action.terminator else ""
        more = {"digits_min": least, "digits_max": most, "secret": action.is_secret}
        line = self._terminal.ask(f"{count} digits{end}", is_secret=action.is_secret, **more)
        if not line:
            self._be_silent()
        elif set(line) <= set(KEYS):
            self._enter(action, line)
        else:
            self._speak(line)

    def _enter(self, action: AskDigits, keys: str) -> None:
        """Press the keys; a person who types Enter has said that these are all."""
        for key in keys:
            if self._talk.line.action is action:
                self._talk.press(key)
        if self._talk.line.action is action and action.terminator:
            self._talk.press(action.terminator[0])
        self._pass_while(action)

    def _leave_message(self) -> None:
        line = self._terminal.ask("Your message. Enter: say nothing; a number: speak for so many seconds")
        is_number = re.fullmatch("[0-9]{1,3}", line) is not None
        length_s = int(line) if is_number else max(1, len(line) // LETTERS_A_SECOND) if line else 0
        self._talk.leave_message(1_000 * length_s, hung_up=False)

    def _dial(self) -> None:
        talk = self._talk
        if talk.session.wake_at_ms is None:
            self._terminal.ask(f"You talk with {talk.dialled}. Enter: the other hangs up")
            talk.number_leaves(was_reached=True)
        elif self._terminal.ask(f"{talk.dialled} rings. Enter: answers, n: does not answer").lower() == "n":
            talk.number_leaves(was_reached=False)
        else:
            talk.number_answers()

    def _wait(self, action: FlowAction | None) -> None:
        talk = self._talk
        offered = choices(talk, self._flows)
        told = [{"key": each.key, "label": each.label} for each in offered]
        if not self._terminal.as_json:
            for choice in offered:
                self._terminal.show("choice", str(choice))
        line = self._terminal.ask(WAITING.format(talk.queue_id), queue=talk.queue_id, choices=told)
        word, _, reason = line.partition(" ")
        if word == "a":
            self._be_served()
        elif word == "l":
            talk.let_go(reason.strip() or "no_agent")
        elif line and set(line) <= set(KEYS):
            talk.press(line[0])
        elif line:
            self._terminal.show("not_understood", "Nobody listens here: press a key, or Enter to wait.")
        elif not talk.pass_next() and isinstance(action, PlayWaitingMusic):
            self._terminal.show("music", "Nothing but music, for as long as you like.")

    def _be_served(self) -> None:
        talk = self._talk
        talk.accept()
        while talk.line.unit is not None and talk.session.waiting_for is WaitingFor.AGENT_PROMPTS:
            self.show_new()
            talk.note(talk.line.unit)
            talk.pass_next()
        if not talk.is_over:
            talk.connect()

    def _speak(self, words: str) -> None:
        if not self._talk.speak(words, is_unsure=False):
            self._terminal.show("not_heard", "Nobody listens here: press a key.")

    def _be_silent(self) -> None:
        self._terminal.show("silence", "(you do nothing)")
        self._pass_while(self._talk.line.action)

    def _pass_while(self, action: FlowAction | None) -> None:
        while action is not None and self._talk.line.action is action and self._talk.pass_next():
            pass

    def show_new(self) -> None:
        """Show what happened since the last time."""
        for happening in self._talk.happened[self._shown :]:
            self._show(happening.what, happening.at_ms)
        self._shown = len(self._talk.happened)

    def _show(self, what: Heard | FlowAction | str, at_ms: int) -> None:
        if isinstance(what, Heard):
            told = {"prompt": what.name, "language": what.language, "text": what.text, "at_ms": at_ms}
            self._terminal.show("hears", what.text or f"[{what.name}]", **told)
            return
        words = in_words(what)
        if words is None or isinstance(what, AskMenu | AskDigits | TakeMessage):
            return
        plain = words.removeprefix(CENTER).removeprefix("hears   ")
        self._terminal.show("does", f"[{plain}]", what=plain, at_ms=at_ms)
