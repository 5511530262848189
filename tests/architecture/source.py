"""The project's files as the rules see them. Owns reading and naming; knows no rule."""

import ast
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("routing", "ivr_flows", "cic", "agent_desktop")
NOT_OURS = {"node_modules", "dist", "__pycache__", "var"}


@dataclass(frozen=True)
class Source:
    """One Python file: its path below the project and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.text, self.path)

    @property
    def lines(self) -> list[str]:
        """The file line by line."""
        return self.text.splitlines()

    @property
    def module(self) -> str:
        """The name that the file is imported by."""
        parts = self.path.removesuffix(".py").split("/")
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def at(self, node: ast.expr | ast.stmt, what: str) -> str:
        """A complaint with its place."""
        return f"{self.path}:{node.lineno}: {what}"


@lru_cache(maxsize=1)
def product_files() -> tuple[Source, ...]:
    """Every Python file that is shipped."""
    return tuple(file for folder in PRODUCT for file in _python_files(folder))


@lru_cache(maxsize=1)
def test_files() -> tuple[Source, ...]:
    """Every Python file of the tests."""
    return tuple(_python_files("tests"))


def files_below(folder: str, *endings: str) -> list[Path]:
    """Our own files below a folder that end so, in order of their names."""
    found = [path for path in (ROOT / folder).rglob("*") if path.suffix in endings and path.is_file()]
    return sorted(path for path in found if not NOT_OURS & set(path.relative_to(ROOT).parts))


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file, inner ones among them."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def is_program(file: Source) -> bool:
    """Whether the file is run by name."""
    tests = [ast.unparse(node.test) for node in file.tree.body if isinstance(node, ast.If)]
    return "__name__ == '__main__'" in tests


def agree(complaints: list[str]) -> None:
    """Fail with every complaint on a line of its own, or pass when there is none."""
    assert not complaints, "\n" + "\n".join(complaints)


def _python_files(folder: str) -> list[Source]:
    return [Source(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in files_below(folder, ".py")]


test_files.__test__ = False  # type: ignore[attr-defined]  # a reader of tests, not a test
