"""How many contacts a second we simulate, beside the Ciw library on the same model: M/M/100 at a load of 0.95.

Ciw does nothing but queue; ours are decided by the complete core. Both run in this process, one after the other, in
CPU time, and each also tells its mean wait, so that one sees that they simulate the same.
"""

import random
import time

import ciw  # type: ignore[import-untyped]

from cic.simulation.scenario import AgentScenario, ArrivalScenario, Exponential, QueueScenario, Scenario
from cic.simulation.simulate import simulate

AGENTS = 100
LOAD = 0.95
HANDLE_S = 300.0
CONTACTS = 50_000
PER_HOUR = LOAD * AGENTS / HANDLE_S * 3_600


def ours(seed: int) -> tuple[float, float]:
    """Contacts a second, and the mean wait in seconds."""
    scenario = Scenario(
        queues=(QueueScenario("calls"),),
        arrivals=(ArrivalScenario("calls", PER_HOUR, Exponential(HANDLE_S)),),
        agents=(AgentScenario("all", AGENTS, ("calls",)),),
        run_h=CONTACTS / PER_HOUR,
    )
    started_s = time.process_time()
    figures = simulate(scenario, seed, replications=1).overall
    rate = figures["offered"].mean / (time.process_time() - started_s)  # type: ignore[operator]
    return rate, figures["mean_wait_s"].mean  # type: ignore[return-value]


def theirs(seed: int) -> tuple[float, float]:
    """The same of Ciw."""
    random.seed(seed)
    ciw.seed(seed)
    started_s = time.process_time()
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(PER_HOUR / 3_600)],
        service_distributions=[ciw.dists.Exponential(1 / HANDLE_S)],
        number_of_servers=[AGENTS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(CONTACTS / PER_HOUR * 3_600)
    spent_s = time.process_time() - started_s
    records = simulation.get_all_records()
    return len(records) / spent_s, sum(record.waiting_time for record in records) / len(records)


if __name__ == "__main__":
    for run in range(1, 4):
        for name, measured in (("ours", ours), ("ciw", theirs)):
            rate, wait_s = measured(run)
            print(f"{name:5} {rate:10,.0f} contacts/s, mean wait {wait_s:6.2f} s", flush=True)
