"""The flow of somebody whom we have called: to wait, when an agent hands the call on. Owns that flow."""

from ivr_flows.model import Flow, HangUpNode, QueueNode
from routing.vocabulary import FlowId, QueueId

CALLED_FLOW = Flow(
    flow_id=FlowId("cic-called"),
    version="1",
    language="en",
    start="queue",
    nodes=(
        QueueNode(
            node_id="queue",
            queue_id=QueueId(""),
            say=(),
            music="default",
            comfort=(),
            comfort_every_ms=0,
            after_agent=None,
            on_refused="end",
        ),
        HangUpNode("end"),
    ),
    languages=("en", "zh"),
    on_error="end",
)
"""Its queue is never entered by the flow itself: agents say where somebody waits whom they hand on."""
