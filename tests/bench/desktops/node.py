"""One node: `cic up` as it is, but for callers and phones, which are the bench's own. Owns only that exchange.

``python -m tests.bench.desktops.node RATE DATA CONFIG FLOWS PORT``: callers begin at SIGUSR1.
"""

import asyncio
import signal
import sys
from pathlib import Path

from cic.configuration.compile import CompiledCenter
from cic.main import up
from cic.main.parts import SIMULATED, Center, UpOptions, open_center
from tests.bench.desktops.callers import Callers


def main() -> int:
    """Run the node until it is told to end."""
    rate_per_s, data, config, flows, port = sys.argv[1:]

    def with_callers(compiled: CompiledCenter, options: UpOptions) -> Center:
        center = open_center(compiled, options)
        phones = [phone.address for agent in compiled.labels.agents.values() for phone in agent.phones]
        callers = Callers(SIMULATED, phones, int(rate_per_s))
        center.providers[SIMULATED] = callers
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, callers.begin)
        return center

    up.open_center = with_callers
    options = UpOptions(Path(config), Path(flows), Path(data), port=int(port))
    return up.up(options, lambda _started: None)


if __name__ == "__main__":
    sys.exit(main())
