"""The keys of a whole call as RTP in a capture that SIPp plays to each caller: RFC 4733, time stamps that go on rising.

Owns when which key is pressed. SIPp's own captures of single keys begin with the same time stamp again and again, so
that Asterisk takes only the first of them for a key.
"""

import struct
from pathlib import Path

from tests.bench.ivr.plan import FIRST_CUSTOMER, LAPS

KEYS_FILE = "keys.pcap"
PACKET_MS, KEY_PACKETS, END_PACKETS = 20, 4, 3
RATE_PER_MS = 8
EVENT_TYPE = 101
# A lap is a little longer than its prompts, and the menu waits for its key: so callers and flow keep together.
LAP_MS, MENU_KEY_MS, FIRST_DIGIT_MS, DIGIT_EVERY_MS = 8_000, 3_000, 3_900, 300


def presses() -> list[tuple[int, int]]:
    """Milliseconds after the answer, and the key pressed then. SIPp sends the first at once, after its own pause."""
    found = []
    for lap in range(LAPS):
        found.append((lap * LAP_MS + MENU_KEY_MS, 1))
        for place, digit in enumerate(str(FIRST_CUSTOMER + lap)):
            found.append((lap * LAP_MS + FIRST_DIGIT_MS + place * DIGIT_EVERY_MS, int(digit)))
    return found


def write_keys(folder: Path) -> None:
    """Write the capture."""
    packets: list[tuple[int, bytes]] = []
    for at_ms, key in presses():
        for count in range(KEY_PACKETS + END_PACKETS):
            is_end = count >= KEY_PACKETS
            length_ms = min(count + 1, KEY_PACKETS) * PACKET_MS
            sent_ms = at_ms + min(count, KEY_PACKETS) * PACKET_MS
            event = (key << 24) | (is_end << 23) | (10 << 16) | length_ms * RATE_PER_MS
            packets.append((sent_ms, _packet(len(packets), EVENT_TYPE, at_ms * RATE_PER_MS, event, count == 0)))
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)
    body = b"".join(
        struct.pack("<IIII", sent_ms // 1000, sent_ms % 1000 * 1000, len(packet), len(packet)) + packet
        for sent_ms, packet in packets
    )
    (folder / KEYS_FILE).write_bytes(head + body)


def _packet(number: int, payload_type: int, stamp: int, event: int, is_first: int) -> bytes:
    rtp = struct.pack("!BBHIII", 0x80, is_first << 7 | payload_type, number & 0xFFFF, stamp, 0x49565242, event)
    udp = struct.pack("!HHHH", 5000, 5002, 8 + len(rtp), 0) + rtp
    address = bytes((127, 0, 0, 1))
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, address, address) + udp
    return bytes(12) + b"\x08\x00" + ip
