"""Offers go to desktops that are open and show them; from any other the contact comes back to its old place at once."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.commands import AcceptOffer, ConfirmOfferShown, SetDesktopState
from routing.desktops import CENTER_LATE_MS, OFFER_NOT_SHOWN
from routing.events import ActivityChanged, DesktopStateSet, OfferExpired, OfferMade, OfferShown, OfferWithdrawn
from routing.invariants import broken
from routing.machines.interaction import InteractionStage
from routing.machines.offer import OfferState
from routing.rejections import RejectionCode
from routing.state import SHOW_LIMIT_MS
from routing.vocabulary import Activity, AgentId, EndCause, OfferId
from tests.harness.one_contact import in_hand
from tests.unit.routing.floor import OFFER_TIMEOUT_MS, Floor, agent, queue

pytestmark = pytest.mark.unit

ALICE, BOB = AgentId("alice"), AgentId("bob")


def new_floor() -> Floor:
    """Alice and Bob sell; Robin accepts automatically."""
    agents = [agent("alice", "sales"), agent("bob", "sales"), agent("robin", "quick", automatic=True)]
    return Floor([queue("sales"), queue("quick")], agents)


@pytest.fixture
def floor() -> Floor:
    return new_floor()


def test_nobody_is_offered_a_contact_without_a_desktop_to_see_it_on(floor: Floor) -> None:
    floor.phone("alice")
    floor.activity("alice", Activity.AVAILABLE)
    floor.arrive("i1", "sales")
    assert floor.stage("i1") is InteractionStage.WAITING
    floor.desktop("alice")
    assert floor.offered_to("i1") == "alice"


def test_an_agent_who_accepts_automatically_needs_no_desktop(floor: Floor) -> None:
    floor.phone("robin")
    floor.activity("robin", Activity.AVAILABLE)
    floor.arrive("i1", "quick")
    assert floor.interaction("i1").agent_id == AgentId("robin")
    floor.wait(SHOW_LIMIT_MS)
    assert floor.stage("i1") is InteractionStage.CONNECTING


def test_a_desktop_that_closes_gives_the_offer_back_and_the_next_agent_has_it_in_the_same_input(floor: Floor) -> None:
    floor.sign_in("alice", "bob")
    first = floor.arrive("i1", "sales")
    place, offer_id = floor.interaction("i1").place, floor.offer_of("alice")
    floor.desktop("alice", is_open=False)
    withdrawn = OfferWithdrawn(offer_id, first, ALICE, EndCause.DESKTOP_GONE)
    assert floor.events[:2] == [withdrawn, DesktopStateSet(ALICE, False)]
    assert [type(event) for event in floor.events[2:]] == [OfferMade]
    assert floor.offered_to("i1") == "bob" and floor.interaction("i1").place == place


def test_a_contact_whose_desktop_is_gone_stays_before_those_who_came_later(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.arrive("i2", "sales")
    floor.desktop("alice", is_open=False)
    assert floor.stage("i1") is floor.stage("i2") is InteractionStage.WAITING
    floor.sign_in("bob")
    assert floor.offered_to("i1") == "bob"


def test_a_page_that_is_loaded_anew_is_no_offence(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    before = floor.agent("alice").idle_key
    floor.desktop("alice", is_open=False)
    assert floor.agent("alice").activity is Activity.AVAILABLE
    floor.desktop("alice")
    assert floor.offered_to("i1") == "alice"
    assert floor.agent("alice").idle_key == before


def test_a_talk_goes_on_without_a_desktop(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.talk("alice")
    floor.desktop("alice", is_open=False)
    assert floor.events == [DesktopStateSet(ALICE, False)]
    assert floor.stage("i1") is InteractionStage.CONNECTED


def test_a_phone_that_is_being_dialled_rings_on_without_a_desktop(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.accept("alice")
    floor.desktop("alice", is_open=False)
    assert floor.stage("i1") is InteractionStage.CONNECTING


def test_a_desktop_told_of_twice_or_of_nobody_is_nothing(floor: Floor) -> None:
    floor.desktop("alice")
    floor.desktop("alice")
    assert floor.events == []
    assert floor.give(SetDesktopState(AgentId("nobody"), True)) is None
    assert floor.events == []


# Showing.


def test_an_offer_that_no_desktop_shows_goes_to_the_next_agent_after_two_seconds(floor: Floor) -> None:
    floor.dead_desktops = {"alice"}
    floor.sign_in("alice", "bob")
    first = floor.arrive("i1", "sales")
    place, offer_id = floor.interaction("i1").place, floor.offer_of("alice")
    floor.wait(SHOW_LIMIT_MS - 1)
    assert floor.offered_to("i1") == "alice"
    floor.wait(1)
    assert floor.events[:2] == [
        ActivityChanged(ALICE, Activity.NOT_RESPONDING, OFFER_NOT_SHOWN),
        OfferWithdrawn(offer_id, first, ALICE, EndCause.NOT_SHOWN),
    ]
    assert floor.offered_to("i1") == "bob" and floor.interaction("i1").place == place


def test_an_agent_whose_desktop_shows_nothing_is_not_asked_again_until_back_by_an_act_of_their_own(
    floor: Floor,
) -> None:
    floor.dead_desktops = {"alice"}
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.wait(600_000)
    assert floor.stage("i1") is InteractionStage.WAITING
    floor.dead_desktops = set()
    floor.activity("alice", Activity.AVAILABLE)
    assert floor.offered_to("i1") == "alice"


def test_an_offer_that_is_shown_stands_for_its_whole_time(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.wait(OFFER_TIMEOUT_MS - 1)
    assert floor.offered_to("i1") == "alice"
    floor.wait(1)
    assert floor.of_type(OfferExpired)


def test_showing_at_the_last_moment_is_in_time_and_after_it_is_too_late(floor: Floor) -> None:
    floor.dead_desktops = {"alice"}
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    shown = ConfirmOfferShown(ALICE, floor.offer_of("alice"))
    assert floor.give(shown, after_ms=SHOW_LIMIT_MS - 1) is None
    assert [type(event) for event in floor.events] == [OfferShown]
    floor.activity("alice", Activity.ON_BREAK, "lunch")
    floor.activity("alice", Activity.AVAILABLE)
    floor.wait(30_000)
    late = ConfirmOfferShown(ALICE, floor.offer_of("alice"))
    assert floor.give(late, after_ms=SHOW_LIMIT_MS) is RejectionCode.OFFER_CLOSED


def test_showing_twice_or_after_having_accepted_changes_nothing(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    shown = ConfirmOfferShown(ALICE, floor.offer_of("alice"))
    assert floor.give(shown) is None and floor.events == []
    floor.accept("alice")
    assert floor.give(shown) is None and floor.events == []


def test_what_was_offered_to_somebody_else_or_to_nobody_cannot_be_shown(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    assert floor.give(ConfirmOfferShown(BOB, floor.offer_of("alice"))) is RejectionCode.NOT_YOURS
    assert floor.give(ConfirmOfferShown(ALICE, OfferId("i9.1"))) is RejectionCode.OFFER_CLOSED


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_whoever_answers_has_seen_the_offer(floor: Floor, answer: str) -> None:
    floor.dead_desktops = {"alice"}
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    assert (floor.accept if answer == "accept" else floor.decline)("alice") is None
    floor.wait(SHOW_LIMIT_MS)
    assert floor.agent("alice").activity is Activity.AVAILABLE
    assert not any(name.startswith("show/") for name in floor.state.deadlines)


def test_an_offer_whose_own_time_is_shorter_has_expired_before_it_had_to_be_shown() -> None:
    floor = Floor([queue("sales", offer_timeout_ms=SHOW_LIMIT_MS)], [agent("alice", "sales")])
    floor.dead_desktops = {"alice"}
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.wait(SHOW_LIMIT_MS)
    assert floor.of_type(OfferExpired) and floor.agent("alice").reason == "missed_offer"


def test_a_center_that_was_held_up_itself_gives_the_desktop_its_time_again(floor: Floor) -> None:
    floor.dead_desktops = {"alice"}
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    held_up_ms = SHOW_LIMIT_MS + CENTER_LATE_MS + 1
    floor.now_ms += held_up_ms
    floor.wait(0)
    assert floor.offered_to("i1") == "alice" and floor.agent("alice").activity is Activity.AVAILABLE
    floor.wait(SHOW_LIMIT_MS - 1)
    assert floor.offered_to("i1") == "alice"
    floor.wait(1)
    assert floor.offered_to("i1") == "bob"


def test_a_center_that_is_always_late_still_lets_an_offer_expire(floor: Floor) -> None:
    floor.dead_desktops = {"alice"}
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    for _ in range(OFFER_TIMEOUT_MS // 3_000):
        assert floor.offered_to("i1") == "alice"
        floor.now_ms += 3_000
        floor.wait(0)
    assert floor.of_type(OfferExpired) and floor.agent("alice").reason == "missed_offer"


# What must hold is noticed.


def test_an_offer_to_an_agent_without_a_desktop_is_noticed(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.agent("alice").is_desktop_open = False
    assert "offer i1.1 stands for an agent who has no desktop open" in broken(floor.state)


def test_an_offer_that_may_stay_unshown_for_ever_is_noticed(floor: Floor) -> None:
    floor.sign_in("alice")
    floor.arrive("i1", "sales")
    floor.state.offers[floor.offer_of("alice")].state = OfferState.PENDING
    assert "offer i1.1 is pending, and its showing has a wrong deadline" in broken(floor.state)


# Everybody at once.


@given(clicks=st.permutations([f"agent{number:02}" for number in range(20)]), offered_to=st.integers(0, 19))
def test_of_twenty_who_click_at_the_same_instant_one_has_the_contact_and_the_others_are_told(
    clicks: list[str], offered_to: int
) -> None:
    names = sorted(clicks)
    floor = Floor([queue("sales")], [agent(name, "sales") for name in names])
    floor.sign_in(*names[offered_to:], *names[:offered_to])
    floor.arrive("i1", "sales")
    owner = names[offered_to]
    offer_id = floor.offer_of(owner)
    answers = {name: floor.give(AcceptOffer(AgentId(name), offer_id), after_ms=0) for name in clicks}
    assert floor.interaction("i1").agent_id == owner
    assert [name for name in names if in_hand(floor.agent(name)) is not None] == [owner]
    after = clicks[clicks.index(owner) + 1 :]
    for name, answer in answers.items():
        refused = RejectionCode.OFFER_CLOSED if name in after else RejectionCode.NOT_YOURS
        assert answer is (None if name == owner else refused), name


@pytest.mark.parametrize("order", list(permutations(("accept", "closes", "shown"))))
def test_accepting_closing_and_showing_at_one_instant_leave_one_owner_or_none(order: tuple[str, ...]) -> None:
    floor = new_floor()
    floor.dead_desktops = {"alice"}
    floor.sign_in("alice", "bob")
    floor.arrive("i1", "sales")
    offer_id = floor.offer_of("alice")
    commands = {
        "accept": AcceptOffer(ALICE, offer_id),
        "closes": SetDesktopState(ALICE, False),
        "shown": ConfirmOfferShown(ALICE, offer_id),
    }
    for name in order:
        floor.give(commands[name], after_ms=0)
    is_accepted = order.index("accept") < order.index("closes")
    assert (floor.interaction("i1").agent_id == ALICE) is is_accepted
    assert (floor.offered_to("i1") == "bob") is not is_accepted
