"""The keys that mean the same everywhere: 0 for a person, * back, # again. Owns their meaning."""

from ivr_flows.walk import Walk

KEY_PERSON, KEY_BACK, KEY_REPEAT = "0", "*", "#"


def flow_wide_keys(walk: Walk) -> str:
    """The keys that lead somewhere from a prompt that the caller hears."""
    if not walk.flow.keys_in_prompts:
        return ""
    person = KEY_PERSON if walk.flow.person is not None else ""
    back = KEY_BACK if walk.session.menus else ""
    return person + back + KEY_REPEAT


def follow_flow_wide_key(walk: Walk, key: str) -> str | None:
    """Where such a key leads from here; None for any other key."""
    here, menus = walk.session.node, walk.session.menus
    if key == KEY_PERSON and walk.flow.person is not None:
        walk.conclude("person")
        return walk.flow.person
    before = menus[:-1] if menus and menus[-1] == here else menus
    if key == KEY_BACK and before:
        walk.conclude("back")
        return before[-1]
    if key in (KEY_BACK, KEY_REPEAT):
        walk.conclude("repeat")
        return here
    return None
