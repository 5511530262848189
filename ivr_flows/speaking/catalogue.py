"""What the prompts of one language say: `flow:` and below it `name: text` lines. Owns the form of such a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr_flows.parse import read_tree
from ivr_flows.problems import FlowProblem, shortened
from ivr_flows.speaking.prompt_text import SpokenText, Value, Words, read_prompt_text
from ivr_flows.speaking.vocabulary import VALUES_FOLDER
from ivr_flows.text_tree import NAME_FORM, Problems, TableNode, TextLeaf, Tree, shape_of

PROMPT_LENGTH_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The prompts of one language by `flow/name`, and the line where each one stands."""

    prompts: Mapping[str, SpokenText]
    lines: Mapping[str, int]

    def played(self, prompt: str) -> tuple[str | Value, ...]:
        """What is played for a prompt: names of recordings, and values that become such; the name itself if unknown.

        A prompt that has a recording and no text is played under its own name.
        """
        text = self.prompts.get(prompt)
        return (prompt,) if text is None else text.played(prompt)

    def recordings(self) -> dict[str, str]:
        """What each recording says, by its name."""
        return {
            name: part.text
            for prompt, text in self.prompts.items()
            for name, part in zip(text.played(prompt), text.parts, strict=True)
            if isinstance(name, str) and isinstance(part, Words)
        }


def texts_with_values(catalogues: Mapping[str, Catalogue]) -> dict[str, SpokenText]:
    """The texts that speak values, by language and name (``en/main/balance``), of the catalogues by language."""
    return {
        f"{language}/{prompt}": text
        for language, catalogue in sorted(catalogues.items())
        for prompt, text in catalogue.prompts.items()
        if text.values
    }


def read_catalogue(text: str, file: str) -> Catalogue | tuple[FlowProblem, ...]:
    """Read a language's texts, or say everything that is wrong with them."""
    problems = Problems(file)
    tree = read_tree(text, problems, "texts by flow", "write `flow:` and below it `name: text` lines")
    prompts: dict[str, SpokenText] = {}
    lines: dict[str, int] = {}
    for flow, entries in _table(tree, "the catalogue", problems):
        for name, leaf in _table(entries, flow, problems):
            prompts[f"{flow}/{name}"] = _read_text(leaf, f"{flow}.{name}", problems)
            lines[f"{flow}/{name}"] = leaf.line
    if problems.found:
        return tuple(sorted(problems.found, key=lambda problem: problem.line))
    return Catalogue(prompts, lines)


def _table(tree: Tree | None, where: str, problems: Problems) -> list[tuple[str, Tree]]:
    if tree is None:
        return []
    if not isinstance(tree, TableNode):
        problems.add(tree.line, where, shape_of(tree), "a table", "write `name: text` lines below it")
        return []
    found: list[tuple[str, Tree]] = []
    for key, entry in tree.entries:
        if not NAME_FORM.fullmatch(key.text):
            mend = "use small letters, digits and `_`, a letter first, 60 at most"
            problems.add(key.line, where, f"the name {shortened(key.text)}", "a name", mend)
        elif key.text == VALUES_FOLDER and where == "the catalogue":
            mend = "use another name; this folder holds the words that values are spoken with"
            problems.add(key.line, where, f"the name {shortened(key.text)}", "the name of a flow", mend)
        else:
            found.append((key.text, entry))
    return found


def _read_text(tree: Tree, where: str, problems: Problems) -> SpokenText:
    if not isinstance(tree, TextLeaf) or not tree.text.strip():
        found = "nothing" if isinstance(tree, TextLeaf) else shape_of(tree)
        problems.add(tree.line, where, found, "a text", "write what the recording says")
        return SpokenText(())
    if len(tree.text) > PROMPT_LENGTH_MAX:
        found, expected = f"{len(tree.text)} characters", f"at most {PROMPT_LENGTH_MAX}"
        problems.add(tree.line, where, found, expected, "make several prompts of it")
        return SpokenText(())
    read = read_prompt_text(tree.text)
    if isinstance(read, SpokenText):
        return read
    for problem in read:
        mend = "write a value as `{name:form}`, and a brace that is to be spoken twice"
        problems.add(tree.line, f"{where}, character {problem.position}", problem.found, problem.expected, mend)
    return SpokenText(())
