"""Loads and compiles a kept text in a process of its own. A text of ten thousand agents takes seconds, and a thread of
this process would take every other of its moments from the writer. Owns that process; applies nothing."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from cic.configuration.compile import CompiledCenter, compile_center
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused
from cic.configuration.store import ConfigurationStore


async def beside_the_writer(store: ConfigurationStore, version: str) -> CompiledCenter:
    """The center of a kept text; ConfigurationRefused as in this process."""
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    try:
        loaded = await asyncio.get_running_loop().run_in_executor(pool, _load, store, version)
    finally:
        pool.shutdown(wait=False)
    if isinstance(loaded, CompiledCenter):
        return loaded
    raise ConfigurationRefused(loaded)


def _load(store: ConfigurationStore, version: str) -> CompiledCenter | list[ConfigurationProblem]:
    try:
        store.history()  # one that cannot be read refuses the text before anything is changed, not after
        return compile_center(store.load(version))
    except ConfigurationRefused as refused:
        return list(refused.problems)
