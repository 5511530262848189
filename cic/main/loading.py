"""Loads, composes and compiles kept texts in a process of its own. A text of ten thousand agents takes seconds, and a
thread of this process would take every other of its moments from the writer. Owns that process; applies nothing."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from cic.configuration.compile import CompiledCenter, compile_center
from cic.configuration.flow_versions import lay_flows
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused
from cic.configuration.store import ConfigurationStore

Given = ParamSpec("Given")
Made = TypeVar("Made", CompiledCenter, str)


async def beside_the_writer(store: ConfigurationStore, version: str) -> CompiledCenter:
    """The center of a kept text; ConfigurationRefused as in this process."""
    return await _beside(_load, store, version)


async def composed_beside_the_writer(
    store: ConfigurationStore, base: str, source: str, names: Sequence[str] = ()
) -> str:
    """The version of one kept text with flows of another: all of them, or those named. It is kept then."""
    return await _beside(_compose, store, base, source, names)


async def _beside(
    make: Callable[Given, Made | list[ConfigurationProblem]], *args: Given.args, **words: Given.kwargs
) -> Made:
    assert not words, "what is done there takes its arguments in order"
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    try:
        made = await asyncio.get_running_loop().run_in_executor(pool, make, *args)
    finally:
        pool.shutdown(wait=False)
    if isinstance(made, list):
        raise ConfigurationRefused(made)
    return made


def _load(store: ConfigurationStore, version: str) -> CompiledCenter | list[ConfigurationProblem]:
    try:
        store.history()  # one that cannot be read refuses the text before anything is changed, not after
        return compile_center(store.load(version))
    except ConfigurationRefused as refused:
        return list(refused.problems)


def _compose(
    store: ConfigurationStore, base: str, source: str, names: Sequence[str]
) -> str | list[ConfigurationProblem]:
    try:
        return lay_flows(store, base, store.folders_of(source)[1], names).version
    except ConfigurationRefused as refused:
        return list(refused.problems)
