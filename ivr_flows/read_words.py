"""The small parts that nodes are written with: targets, recordings, keys, spoken words, expressions. Owns their forms.

Knows no node type.
"""

import re
from collections.abc import Iterable

from ivr_flows.expressions import ExpressionError, parse_expression
from ivr_flows.model import (
    CALLER_NUMBER,
    SOUNDS,
    Argument,
    Assignment,
    Listening,
    MenuKey,
    Recording,
    Wordings,
)
from ivr_flows.problems import shortened
from ivr_flows.text_tree import NAME_FORM, ListNode, Problems, TableReader, TextLeaf, Tree

RECORDING_FORM = re.compile(r"[a-z0-9][a-z0-9_]{0,59}(/[a-z0-9][a-z0-9_]{0,59})?")
LANGUAGE_FORM = re.compile(r"[a-z]{2,3}")
SEALED_FORM = re.compile(r"collected(\.[a-z][a-z0-9_]{0,59})+")
KEPT_FORM = re.compile(r"[a-z][a-z0-9_]{0,59}(\.[a-z][a-z0-9_]{0,59})*")
WORDING_LENGTH_MAX = 80
WORDINGS_MAX = 20
TARGET = "the name of a node"
KEPT = "the name of collected digits"
ATTEMPTS_MAX = 5
DIGITS_MAX = 32


class NodeReader(TableReader):
    """Reads one node's fields; adds the parts of nodes to what every table has."""

    def __init__(self, tree: Tree, where: str, problems: Problems, node_id: str, flow_id: str) -> None:
        super().__init__(tree, where, problems)
        self.node_id = node_id
        self._flow_id = flow_id

    def inner(self, tree: Tree, where: str) -> "NodeReader":
        """A reader for a table within the node."""
        return NodeReader(tree, f"{self.where}, {where}", self.problems, self.node_id, self._flow_id)

    def target(self, key: str) -> str:
        """A node's name; required."""
        return self.name(key, TARGET)

    def optional_target(self, key: str) -> str | None:
        """A node's name, or None."""
        return self.optional_name(key, TARGET)

    def target_of(self, key: str, tree: Tree) -> str:
        """A node's name that stands beside a word of the author's."""
        if not isinstance(tree, TextLeaf):
            self.refuse(key, tree, TARGET, "write the name on the same line")
            return ""
        if not NAME_FORM.fullmatch(tree.text):
            self.refuse(key, tree, TARGET, "use small letters, digits and `_`")
        return tree.text

    def kept_name(self, key: str) -> str:
        """The name under which digits were collected, here or (``node.name``) in a sub-flow."""
        text = self.text(key, KEPT)
        tree = self.tree(key)
        if text and tree is not None and not KEPT_FORM.fullmatch(text):
            self.refuse(key, tree, KEPT, "use the `name` of a collect node")
        return text

    def recordings(self, key: str) -> tuple[Recording, ...]:
        """Recordings, one or a list; none when the field is not there."""
        tree = self.tree(key)
        return () if tree is None else self._recordings(key, tree)

    def some_recordings(self, key: str) -> tuple[Recording, ...]:
        """Recordings of which there must be one."""
        tree = self.tree(key)
        if tree is None:
            self.missing(key, "recordings to play")
        elif isinstance(tree, ListNode) and not tree.items:
            self.refuse(key, tree, "recordings to play", "name one")
        return self.recordings(key)

    def attempts(self, key: str) -> tuple[tuple[Recording, ...], ...]:
        """The words of each further attempt: a list whose entries are recordings or lists of them."""
        items = self.items(key, "a list with one entry for each further attempt")
        if len(items) >= ATTEMPTS_MAX:
            found = f"{len(items)} further attempts"
            self.problems.add(items[0].line, f"{self.where}, {key}", found, f"fewer than {ATTEMPTS_MAX}", "remove some")
        return tuple(self._recordings(key, item) for item in items)

    def _recordings(self, key: str, tree: Tree) -> tuple[Recording, ...]:
        items = tree.items if isinstance(tree, ListNode) else (tree,)
        return tuple(recording for item in items if (recording := self.recording(key, item)) is not None)

    def recording(self, key: str, tree: Tree) -> Recording | None:
        """One recording: its name, or a table with its language."""
        if isinstance(tree, TextLeaf):
            if RECORDING_FORM.fullmatch(tree.text):
                return Recording(self._full_name(tree.text))
            self.refuse(key, tree, "a recording's name", "use small letters, digits and `_`; one `/` at most")
            return None
        inner = self.inner(tree, key)
        name = inner.text("recording", "a recording's name")
        written = inner.tree("recording")
        if name and written is not None and not RECORDING_FORM.fullmatch(name):
            inner.refuse("recording", written, "a recording's name", "use small letters, digits and `_`; one `/`")
        language = inner.name("language", "the language to hear it in")
        spoken = inner.tree("language")
        if language == SOUNDS and spoken is not None:
            inner.refuse("language", spoken, "a language", "play a sound with a `play` node")
        inner.finish()
        return Recording(self._full_name(name), language)

    def _full_name(self, name: str) -> str:
        return name if "/" in name else f"{self._flow_id}/{name}"

    def expression(self, key: str) -> str:
        """An expression whose form is right."""
        text = self.text(key, 'an expression such as `caller.grade == "gold"`')
        tree = self.tree(key)
        if text and tree is not None:
            self.check_expression(key, tree, text)
        return text

    def check_expression(self, key: str, tree: Tree, text: str) -> None:
        """Note where the form of an expression is wrong."""
        try:
            parse_expression(text)
        except ExpressionError as fault:
            found = f"{fault.found} at character {fault.position} of {shortened(text)}"
            self.problems.add(tree.line, f"{self.where}, {key}", found, fault.expected, "mend the expression")

    def assignments(self, key: str) -> tuple[Assignment, ...]:
        """A table of names and the expressions whose values they take."""
        assignments: list[Assignment] = []
        for name, tree in self.entries(key, "a table of variables and expressions"):
            if not NAME_FORM.fullmatch(name.text):
                self.refuse(key, name, "the name of a variable", "use small letters, digits and `_`")
            elif isinstance(tree, TextLeaf):
                # A quoted text is still an expression: a text value wants quotes inside quotes.
                self.check_expression(f"{key}.{name.text}", tree, tree.text)
                assignments.append(Assignment(name.text, tree.text))
            else:
                self.refuse(key, tree, "an expression", "write `name: expression`")
        return tuple(assignments)

    def arguments(self) -> tuple[Argument, ...]:
        """What a source is asked with: sealed values by their name, everything else as expressions."""
        arguments: list[Argument] = []
        for name, tree in self.entries("with", "a table of the source's arguments"):
            if not isinstance(tree, TextLeaf):
                mend = "write `name: collected.account`, `caller.number` or an expression"
                self.refuse(f"with.{shortened(name.text)}", tree, "a value", mend)
                continue
            is_sealed = tree.text == CALLER_NUMBER or SEALED_FORM.fullmatch(tree.text) is not None
            if not is_sealed:
                self.check_expression(f"with.{name.text[:60]}", tree, tree.text)
            arguments.append(Argument(name.text, tree.text))
        return tuple(arguments)

    def keys(self, allowed: str, mend: str, *, may_speak: bool) -> tuple[MenuKey, ...]:
        """A table of keys, each with a node, or with more."""
        keys: list[MenuKey] = []
        for key, tree in self.entries("keys", "a table of keys"):
            if len(key.text) != 1 or key.text not in allowed:
                self.refuse("keys", key, "a key from 0 to 9" + (", * or #" if "*" in allowed else ""), mend)
            elif isinstance(tree, TextLeaf):
                keys.append(MenuKey(key.text, tree.text, self.target_of(f"key {key.text}", tree)))
            else:
                keys.append(self._key(key.text, self.inner(tree, f"key {key.text}"), may_speak=may_speak))
        return tuple(keys)

    def _key(self, key: str, inner: "NodeReader", *, may_speak: bool) -> MenuKey:
        go = inner.target("go")
        label = inner.name("label", "a word for the path", go)
        words: tuple[Wordings, ...] = ()
        said: Recording | None = None
        if may_speak:
            words = inner.wordings("words")
            tree = inner.tree("said")
            said = None if tree is None else inner.recording("said", tree)
        inner.finish()
        return MenuKey(key, label, go, words, said)

    def wordings(self, key: str) -> tuple[Wordings, ...]:
        """What a caller may say, by language."""
        wordings: list[Wordings] = []
        for language, tree in self.entries(key, "a table of languages and what is said in them"):
            if not LANGUAGE_FORM.fullmatch(language.text):
                self.refuse(key, language, "a language such as en", "write its two letters")
                continue
            where = f"{key}.{language.text}"
            items = tree.items if isinstance(tree, ListNode) else (tree,)
            words = tuple(wording for item in items if (wording := self._wording(where, item)))
            if not items or len(items) > WORDINGS_MAX:
                self.refuse(where, tree, f"1 to {WORDINGS_MAX} wordings", "write what a caller may say")
            wordings.append(Wordings(language.text, words))
        return tuple(wordings)

    def _wording(self, where: str, tree: Tree) -> str:
        if isinstance(tree, TextLeaf) and tree.text.strip() and len(tree.text) <= WORDING_LENGTH_MAX:
            return tree.text.strip()
        self.refuse(where, tree, f"a wording of at most {WORDING_LENGTH_MAX} characters", "write what a caller may say")
        return ""

    def listening(self, *, may_confirm: bool) -> Listening | None:
        """How sure an answer must be, and how an unsure one is asked back."""
        tree = self.tree("listen")
        if tree is None:
            return None
        inner = self.inner(tree, "listen")
        confidence = inner.number("confidence", 1, 100)
        confirm = inner.recordings("confirm") if may_confirm else ()
        confirm_keys = inner.recordings("confirm_keys") if may_confirm else ()
        if confirm_keys and not confirm:
            inner.missing("confirm", "what is said before the answer that was understood")
        if confirm and not confirm_keys:
            inner.missing("confirm_keys", "what is said after it, such as: if so, press 1, else 2")
        inner.finish()
        return Listening(confidence, confirm, confirm_keys)

    def exactly_one(self, names: Iterable[str]) -> str | None:
        """Which of these fields is there; noted and None when it is none or several."""
        given = [name for name in names if self.has(name)]
        if len(given) == 1:
            return given[0]
        expected = "one of " + ", ".join(f"`{name}`" for name in names)
        found = " and ".join(f"`{name}`" for name in given) or "none of them"
        self.problems.add(self.line, self.where, found, expected, "write one of them")
        return None

    def digits(self) -> tuple[int, int]:
        """How few and how many digits there may be."""
        digits_min = self.number("digits_min", 1, DIGITS_MAX)
        digits_max = self.number("digits_max", 1, DIGITS_MAX)
        if digits_max < digits_min:
            found = f"digits_max {digits_max} below digits_min {digits_min}"
            self.problems.add(self.line, self.where, found, "digits_min to be at most digits_max", "swap them")
        return digits_min, digits_max

    def terminator(self) -> str:
        """The key that ends the digits; empty for none."""
        terminator = self.text("terminator", "`#`, `*` or `none`", "#")
        tree = self.tree("terminator")
        if tree is not None and terminator not in ("#", "*", "none"):
            self.refuse("terminator", tree, "`#`, `*` or `none`", 'write it in quotes: "#"')
        return "" if terminator == "none" else terminator
