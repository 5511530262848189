"""The contact log's tables. Owns their columns; holds no behaviour."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

FORM = 7
"""Rises with every change of a table, or of what ``contact_open`` holds: a log of another form is folded anew."""

CONTACT_LOG = MetaData()

contact = Table(
    "contact",
    CONTACT_LOG,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("opened_seq", BigInteger, nullable=False),
    Column("interaction_id", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("initiator", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("arrived_at_ms", BigInteger, nullable=False),
    Column("answered_at_ms", BigInteger),
    Column("ended_at_ms", BigInteger),
    Column("dialled_number", Text, nullable=False),
    Column("entry_flow", Text, nullable=False),
    Column("party_id", Text, nullable=False),
    Column("caller_number", Text),
    Column("caller_name", Text),
    Column("is_known", Boolean, nullable=False),
    Column("grade", Text, nullable=False),
    Column("is_vip", Boolean, nullable=False),
    Column("area", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("disposition", Text, nullable=False),
    Column("last_agent", Text),
    Column("last_agent_number", Text, nullable=False),
    Column("end_cause", Text),
    Column("released_by", Text),
    Column("ivr_ms", BigInteger, nullable=False),
    Column("queue_ms", BigInteger, nullable=False),
    Column("ring_ms", BigInteger, nullable=False),
    Column("talk_ms", BigInteger, nullable=False),
    Column("hold_ms", BigInteger, nullable=False),
    Column("consult_ms", BigInteger, nullable=False),
    Column("parked_ms", BigInteger, nullable=False),
    Column("outside_ms", BigInteger, nullable=False),
    Column("work_ms", BigInteger, nullable=False),
    Column("entered_ms", BigInteger, nullable=False),
    Column("wrap_up_ms", BigInteger, nullable=False),
    Column("consulted_ms", BigInteger, nullable=False),
    Column("total_ms", BigInteger, nullable=False),
    Column("is_abandoned", Boolean, nullable=False),
    Column("offers_missed", Integer, nullable=False),
    Column("path", Text, nullable=False),
    Column("hand_overs", Text, nullable=False),
    Column("flow_visits", Text, nullable=False),
    Column("consults", Text, nullable=False),
    Column("work_left", Text, nullable=False),
    Column("predecessor", Text),
    Column("medium", Text),
    Column("origin", Text),
    Column("subject", Text, nullable=False),
    Column("due_at_ms", BigInteger),
    Column("recording", Text),
    Column("message_ms", BigInteger),
    Column("number_to_call", Text),
    Column("entered_kind", Text, nullable=False),
    Column("follow_ups", Text, nullable=False),
    Column("help_asked", Text, nullable=False),
    Column("monitorings", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""One row a contact, written when it arrives, when the caller has gone and when it is closed. Names and numbers are
references to sealed values; ``path``, ``hand_overs``, ``flow_visits``, ``consults``, ``work_left``, ``follow_ups``,
``help_asked`` and ``monitorings`` are JSON lists. Times count once the caller has gone. The columns from ``origin`` to
``number_to_call`` are of work that a caller has left, or an agent has put off. What an agent has entered has an
``entered_kind`` and no medium."""

contact_segment = Table(
    "contact_segment",
    CONTACT_LOG,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("predecessor", Integer),
    Column("kind", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("initiator", Text, nullable=False),
    Column("initiator_agent_id", Text),
    Column("served_by", Text, nullable=False),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger),
    Column("queue_id", Text),
    Column("agent_id", Text),
    Column("agent_number", Text, nullable=False),
    Column("agent_address", Text, nullable=False),
    Column("released_by", Text),
    Column("cause", Text, nullable=False),
    Column("disposition", Text, nullable=False),
    Column("note", Text),
    sqlite_with_rowid=False,
)
"""The segments of a contact whose caller has gone: the caller's side in order, then the wrap-ups, then the time of
agents who were asked."""

contact_rating = Table(
    "contact_rating",
    CONTACT_LOG,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("segment", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("subject", Text, nullable=False),
    Column("value", Integer, nullable=False),
    Column("lowest", Integer, nullable=False),
    Column("highest", Integer, nullable=False),
    Column("queue_id", Text),
    Column("agent_id", Text),
    sqlite_with_rowid=False,
)
"""The ratings of a contact whose caller has gone, with the queue and the agent who had served the caller last."""

contact_recording = Table(
    "contact_recording",
    CONTACT_LOG,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("recording_id", Text, nullable=False),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger),
    Column("pauses", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""The recordings of a contact's talks; ``pauses`` is a JSON list. Written whenever the contact is touched, as are their
tracks: a track can be heard before its contact is over."""

contact_track = Table(
    "contact_track",
    CONTACT_LOG,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("recording_id", Text, nullable=False),
    Column("track", Text, nullable=False),
    Column("is_customer", Boolean, nullable=False),
    Column("agent_id", Text),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger),
    Column("failure", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What each party of a recorded talk said, in a file named ``track``; ``failure`` says why there is none."""

contact_open = Table(
    "contact_open",
    CONTACT_LOG,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("contact_id", Text, primary_key=True),
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Contacts that are not closed yet, as the fold holds them: a restart goes on from here."""

contact_cursor = Table(
    "contact_cursor",
    CONTACT_LOG,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""The last record of the journal that is in these tables."""

contact_forgotten = Table(
    "contact_forgotten",
    CONTACT_LOG,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("party_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Erased parties whose contacts nobody finds by anything personal any more."""

contact_log_form = Table(
    "contact_log_form",
    CONTACT_LOG,
    Column("form", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""The form that these tables were made in; one row."""

Index("contact_track_by_name", contact_track.c.tenant, contact_track.c.site, contact_track.c.track)
Index("contact_by_age", contact.c.tenant, contact.c.site, contact.c.opened_seq)
Index(
    "contact_by_party",
    contact.c.tenant,
    contact.c.site,
    contact.c.party_id,
    contact.c.ended_at_ms,
    # So that earlier tries are counted without a look at the contacts themselves.
    contact.c.arrived_at_ms,
    contact.c.last_agent,
    contact.c.medium,
)
Index(
    "contact_segment_by_agent",
    contact_segment.c.tenant,
    contact_segment.c.site,
    contact_segment.c.agent_id,
    contact_segment.c.started_at_ms,
)
for _who in ("queue_id", "agent_id"):
    Index(
        f"contact_rating_by_{_who.removesuffix('_id')}",
        contact_rating.c.tenant,
        contact_rating.c.site,
        contact_rating.c[_who],
        contact_rating.c.at_ms,
    )
