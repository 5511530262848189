"""A node of a sub-flow as a node of the flow around it: every name of its own gets the scope before it.

Owns which parts of a node are names. A scope is ``check.``, within another one ``outer.check.``.
"""

from collections.abc import Mapping

from ivr_flows.evaluation import CALLER_KINDS
from ivr_flows.expressions import parse_expression, print_expression, renamed
from ivr_flows.model import (
    CALLER_NUMBER,
    COLLECTED,
    Argument,
    Assignment,
    AuthenticateNode,
    BranchCase,
    BranchNode,
    CollectNode,
    Confirmation,
    GotoNode,
    HangUpNode,
    HoursNode,
    LanguageNode,
    Listening,
    LookupNode,
    MenuKey,
    MenuNode,
    MessageNode,
    Node,
    QueueNode,
    RatingNode,
    Recording,
    ResultName,
    SayNode,
    SetNode,
    SourceNode,
    TransferNode,
    WordExit,
    WorkNode,
)
from ivr_flows.session import Scalar
from routing.copying import replace

ScopedNode = (
    SayNode
    | MenuNode
    | CollectNode
    | BranchNode
    | SetNode
    | LanguageNode
    | HoursNode
    | LookupNode
    | SourceNode
    | AuthenticateNode
    | QueueNode
    | TransferNode
    | MessageNode
    | WorkNode
    | RatingNode
    | GotoNode
    | HangUpNode
)
"""Linking has replaced the others before."""


def in_scope(name: str, scope: str) -> str:
    """The name of a value of a sub-flow, as the flow around it knows it."""
    if name in CALLER_KINDS:
        return name
    return f"{COLLECTED}{scope}{name.removeprefix(COLLECTED)}" if name.startswith(COLLECTED) else scope + name


def expression_in_scope(text: str, scope: str) -> str:
    """An expression of a sub-flow, as the flow around it reads it."""
    return print_expression(renamed(parse_expression(text), lambda name: in_scope(name, scope)))


def variables_in_scope(variables: Mapping[str, Scalar], scope: str) -> dict[str, Scalar]:
    """The variables of a sub-flow, as the flow around it knows them."""
    return {scope + name: value for name, value in variables.items()}


def node_in_scope(node: ScopedNode, scope: str) -> Node:
    """A node of a sub-flow under the names that it has in the flow around it."""
    named: Node = replace(node, node_id=scope + node.node_id)
    return _Scope(scope).node(named)


class _Scope:
    """Puts one scope before names."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    def at(self, target: str) -> str:
        return self.scope + target

    def maybe(self, target: str | None) -> str | None:
        return None if target is None else self.at(target)

    def say(self, recordings: tuple[Recording, ...]) -> tuple[Recording, ...]:
        return tuple(replace(recording, scope=self.scope + recording.scope) for recording in recordings)

    def attempts(self, attempts: tuple[tuple[Recording, ...], ...]) -> tuple[tuple[Recording, ...], ...]:
        return tuple(self.say(recordings) for recordings in attempts)

    def keys(self, keys: tuple[MenuKey, ...]) -> tuple[MenuKey, ...]:
        def said(recording: Recording | None) -> Recording | None:
            return None if recording is None else self.say((recording,))[0]

        return tuple(replace(key, go=self.at(key.go), said=said(key.said)) for key in keys)

    def listen(self, listen: Listening | None) -> Listening | None:
        if listen is None:
            return None
        return replace(listen, confirm=self.say(listen.confirm), confirm_keys=self.say(listen.confirm_keys))

    def confirm(self, confirm: Confirmation | None) -> Confirmation | None:
        return None if confirm is None else Confirmation(self.say(confirm.say), self.say(confirm.keys))

    def words(self, words: tuple[WordExit, ...]) -> tuple[WordExit, ...]:
        return tuple(replace(word, go=self.at(word.go)) for word in words)

    def arguments(self, arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
        return tuple(Argument(argument.name, self.argument(argument.value)) for argument in arguments)

    def argument(self, value: str) -> str:
        if value == CALLER_NUMBER:
            return value
        return in_scope(value, self.scope) if value.startswith(COLLECTED) else expression_in_scope(value, self.scope)

    def node(self, node: Node) -> Node:
        match node:
            case SayNode():
                return replace(node, say=self.say(node.say), next=self.at(node.next))
            case MenuNode():
                return self.menu(node)
            case CollectNode():
                return self.collect(node)
            case BranchNode():
                cases = tuple(
                    BranchCase(expression_in_scope(case.when, self.scope), case.label, self.at(case.go))
                    for case in node.cases
                )
                return replace(node, cases=cases, otherwise=self.at(node.otherwise))
            case SetNode():
                assignments = tuple(
                    Assignment(self.at(each.variable), expression_in_scope(each.value, self.scope))
                    for each in node.assignments
                )
                return replace(node, assignments=assignments, next=self.at(node.next))
            case LanguageNode():
                return replace(node, next=self.at(node.next))
            case HoursNode():
                return replace(node, open=self.at(node.open), closed=self.at(node.closed))
            case GotoNode():
                return replace(node, go=self.at(node.go))
            case HangUpNode():
                return node
            case _:
                return self.service(node)

    def menu(self, node: MenuNode) -> Node:
        return replace(
            node,
            say=self.say(node.say),
            say_again=self.attempts(node.say_again),
            say_on_timeout=self.say(node.say_on_timeout),
            say_on_wrong_key=self.say(node.say_on_wrong_key),
            keys=self.keys(node.keys),
            on_failure=self.maybe(node.on_failure),
            listen=self.listen(node.listen),
            say_on_not_understood=self.say(node.say_on_not_understood),
        )

    def collect(self, node: CollectNode) -> Node:
        return replace(
            node,
            name=self.scope + node.name,
            say=self.say(node.say),
            say_again=self.attempts(node.say_again),
            say_on_timeout=self.say(node.say_on_timeout),
            say_on_wrong_length=self.say(node.say_on_wrong_length),
            next=self.at(node.next),
            on_skip=self.maybe(node.on_skip),
            on_failure=self.maybe(node.on_failure),
            say_on_wrong_form=self.say(node.say_on_wrong_form),
            confirm=self.confirm(node.confirm),
            on_star=self.maybe(node.on_star),
            words=self.words(node.words),
            listen=self.listen(node.listen),
            say_on_not_understood=self.say(node.say_on_not_understood),
        )

    def service(self, node: Node) -> Node:
        match node:
            case LookupNode():
                named = replace(node, by=self.scope + node.by)
                return replace(
                    named, found=self.at(node.found), not_found=self.at(node.not_found), failed=self.at(node.failed)
                )
            case SourceNode():
                return replace(
                    node,
                    arguments=self.arguments(node.arguments),
                    results=tuple(ResultName(kept.result, self.scope + kept.name) for kept in node.results),
                    found=self.at(node.found),
                    not_found=self.at(node.not_found),
                    failed=self.at(node.failed),
                )
            case AuthenticateNode():
                return self.authenticate(node)
            case QueueNode():
                return self.queue(node)
            case TransferNode():
                say, after = self.say(node.say), self.maybe(node.after)
                return replace(node, say=say, after=after, failed=self.at(node.failed))
            case _:
                return self.work(node)

    def authenticate(self, node: AuthenticateNode) -> Node:
        return replace(
            node,
            arguments=self.arguments(node.arguments),
            say=self.say(node.say),
            say_again=self.attempts(node.say_again),
            say_on_timeout=self.say(node.say_on_timeout),
            say_on_wrong=self.say(node.say_on_wrong),
            verified=self.at(node.verified),
            not_verified=self.at(node.not_verified),
            locked=self.at(node.locked),
            failed=self.at(node.failed),
        )

    def queue(self, node: QueueNode) -> Node:
        return replace(
            node,
            say=self.say(node.say),
            comfort=self.say(node.comfort),
            after_agent=self.maybe(node.after_agent),
            on_refused=self.maybe(node.on_refused),
            on_reason=tuple((reason, self.at(target)) for reason, target in node.on_reason),
            keys=self.keys(node.keys),
            say_agent=self.say(node.say_agent),
        )

    def work(self, node: Node) -> Node:
        match node:
            case MessageNode():
                ends = replace(node, on_nothing=self.maybe(node.on_nothing), on_refused=self.maybe(node.on_refused))
                return replace(ends, say=self.say(node.say), next=self.at(node.next))
            case WorkNode():
                number = None if node.number is None else self.scope + node.number
                refused = self.maybe(node.on_refused)
                return replace(node, number=number, next=self.at(node.next), on_refused=refused)
            case RatingNode():
                return replace(
                    node,
                    say=self.say(node.say),
                    say_again=self.attempts(node.say_again),
                    say_on_timeout=self.say(node.say_on_timeout),
                    say_on_wrong_key=self.say(node.say_on_wrong_key),
                    next=self.at(node.next),
                    on_failure=self.maybe(node.on_failure),
                )
            case _:
                raise AssertionError("linking replaces sub-flows and returns before it gives names their scope")
