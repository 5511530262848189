"""Random nodes of the kinds that ask something of others, for flows that nobody would write. Owns no rule."""

from hypothesis import strategies as st

from ivr_flows.model import (
    Argument,
    AuthenticateNode,
    Confirmation,
    Listening,
    MenuKey,
    MessageNode,
    Node,
    RatingNode,
    Recording,
    ResultName,
    ReturnNode,
    SourceNode,
    TransferNode,
    WordExit,
    Wordings,
    WorkNode,
)
from routing.vocabulary import Medium, QueueId

recordings = st.lists(
    st.builds(Recording, st.sampled_from(["x/r", "x/spoken"]), st.sampled_from([None, "zh"])), max_size=2
).map(tuple)
again = st.lists(recordings, max_size=2).map(tuple)
limits_ms = st.integers(1, 10_000)
words = st.sampled_from([(), (Wordings("en", ("sales",)),), (Wordings("zh", ("销售",)),)])
listenings = st.one_of(st.none(), st.builds(Listening, st.just(60), recordings, recordings))
confirmations = st.one_of(st.none(), st.builds(Confirmation, recordings, recordings))
arguments = st.lists(
    st.builds(
        Argument,
        st.just("a"),
        st.sampled_from(["collected.one", "collected.two", "caller.number", "count", "(", '"x"']),
    ),
    max_size=2,
).map(tuple)
results = st.lists(
    st.builds(ResultName, st.sampled_from(["plain", "sealed"]), st.sampled_from(["count", "one"])), max_size=2
).map(tuple)


def menu_keys(targets: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[MenuKey, ...]]:
    """Keys with words or without."""
    said = st.one_of(st.none(), st.just(Recording("x/r")))
    key = st.builds(MenuKey, st.sampled_from("01239"), st.just("label"), targets, words, said)
    return st.lists(key, max_size=3).map(tuple)


def word_exits(targets: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[WordExit, ...]]:
    """What may be said in place of digits."""
    exits = st.builds(WordExit, st.sampled_from(["none", "help"]), targets, words)
    return st.lists(exits, max_size=2).map(tuple)


def service_nodes(node_id: str, targets: st.SearchStrategy[str]) -> st.SearchStrategy[Node]:
    """Any node that asks a source, a queue, or the caller for something to keep."""
    name, maybe = st.just(node_id), st.one_of(st.none(), targets)
    queue = st.just(QueueId("q"))
    return st.one_of(
        st.builds(SourceNode, name, st.just("s"), arguments, results, targets, targets, targets),
        st.builds(
            AuthenticateNode, name, st.just("s"), arguments, recordings, again, recordings, recordings, st.just(4),
            st.just(6), st.just("#"), limits_ms, limits_ms, st.just(3), st.just(60_000), targets, targets, targets,
            targets,
        ),
        st.builds(
            TransferNode, name, st.just("+15550123"), recordings, st.just("default"), limits_ms, maybe, targets
        ),
        st.builds(
            MessageNode, name, queue, recordings, limits_ms, limits_ms, limits_ms, st.just(0), targets, maybe, maybe
        ),
        st.builds(
            WorkNode, name, st.sampled_from([Medium.TASK, Medium.CALLBACK]), queue, st.just("complaint"),
            st.sampled_from([None, "one"]), limits_ms, st.just(0), targets, maybe,
        ),
        st.builds(
            RatingNode, name, st.just("service"), recordings, again, recordings, recordings, st.just(1), st.just(5),
            limits_ms, targets, maybe,
        ),
        st.builds(ReturnNode, name, st.just("done")),
    )  # fmt: skip
