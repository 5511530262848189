"""A small SIP phone for tests: registers, calls, is called, over UDP on loopback. Just enough of RFC 3261."""

import asyncio
import hashlib
import re
import uuid
from dataclasses import dataclass, field
from typing import cast

from tests.e2e.asterisk.rtp import EVENT_TYPE, Audio

_TIMEOUT_S = 10.0

GOODBYES_MAX = 7
GOODBYE_AGAIN_S = 0.5


@dataclass(slots=True)
class Message:
    """One SIP message; header names in small letters, the first of each kept."""

    start: str
    headers: dict[str, str]
    body: str
    vias: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0") else 0

    @property
    def method(self) -> str:
        return self.start.split()[0] if not self.status else self.headers["cseq"].split()[1]


def parse(data: bytes) -> Message:
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    headers: dict[str, str] = {}
    vias = []
    for line in lines:
        name, _, value = line.partition(":")
        if name.lower() == "via":
            vias.append(value.strip())
        headers.setdefault(name.lower(), value.strip())
    return Message(start, headers, body, vias)


class Call:
    """One call of a phone, arrived or made."""

    def __init__(self, phone: "SipPhone", call_id: str, audio: Audio) -> None:
        self.phone = phone
        self.call_id = call_id
        self.audio = audio
        self.invite: Message | None = None
        self.local_tag = uuid.uuid4().hex[:8]
        self.remote = ""
        self.target = ""
        self.sequence = 1
        self.ended = asyncio.Event()
        self.is_ended_by_far_end = False
        self.is_answered = False
        self.acknowledged = asyncio.Event()
        self.is_goodbye_heard = False
        self.final_status: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self.provisional: list[int] = []

    @property
    def header(self) -> dict[str, str]:
        """The headers of the call that arrived."""
        assert self.invite is not None
        return self.invite.headers

    async def answer(self) -> None:
        """Pick up."""
        assert self.invite is not None
        await self.audio.open()
        self.is_answered = True
        self.phone.respond(self.invite, "200 OK", self.local_tag, self.description())
        self._listen_to(self.invite.body)

    def reject(self, status: str) -> None:
        """Do not pick up."""
        assert self.invite is not None
        self.phone.respond(self.invite, status, self.local_tag)
        self.ended.set()

    async def hang_up(self) -> None:
        """Hang up, or give up ringing."""
        if self.ended.is_set():
            return
        if self.invite is None and not self.final_status.done():
            self.phone.send_in_dialog(self, "CANCEL", 1)
        else:
            self.sequence += 1
            self.phone.say_goodbye(self)
        self.ended.set()
        await self.audio.close()

    def connected(self, answer: Message) -> None:
        """The far end picked up our call."""
        self.remote = answer.headers["to"]
        self.target = _target(answer)
        self._listen_to(answer.body)

    def _listen_to(self, sdp: str) -> None:
        port = re.search(r"m=audio (\d+)", sdp)
        assert port, "no audio in the description"
        self.audio.talk_to("127.0.0.1", int(port[1]))

    def description(self) -> str:
        """Our side of the audio, as SDP."""
        return "\r\n".join([
            "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
            f"m=audio {self.audio.port} RTP/AVP 0 {EVENT_TYPE}", "a=rtpmap:0 PCMU/8000",
            f"a=rtpmap:{EVENT_TYPE} telephone-event/8000", f"a=fmtp:{EVENT_TYPE} 0-15", "a=sendrecv", "",
        ])  # fmt: skip


class SipPhone(asyncio.DatagramProtocol):
    """A phone of a user; without a password it is one of the public network's."""

    audio_type: type[Audio] = Audio

    def __init__(self, user: str, server_port: int, tone_hz: float, password: str = "", port: int = 0) -> None:
        """Without a port of its own it takes any."""
        self.user = user
        self.tone_hz = tone_hz
        self.arrived: asyncio.Queue[Call] = asyncio.Queue()
        self.calls: dict[str, Call] = {}
        self._password = password
        self._server = ("127.0.0.1", server_port)
        self._transport: asyncio.DatagramTransport | None = None
        self._port = port
        self._registering: asyncio.Future[Message] | None = None
        self._register_id = uuid.uuid4().hex
        self._register_sequence = 0

    async def open(self) -> "SipPhone":
        """Take a port on loopback."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", self._port), remote_addr=self._server
        )
        self._port = transport.get_extra_info("sockname")[1]
        return self

    @property
    def port(self) -> int:
        """Where the phone is to be found on loopback."""
        return self._port

    @property
    def is_closed(self) -> bool:
        """Whether the phone is switched off."""
        return self._transport is None or self._transport.is_closing()

    def switch_off(self) -> None:
        """Fall silent without a word to anybody."""
        if self._transport is not None:
            self._transport.close()

    async def close(self) -> None:
        """Hang up everything and go."""
        for call in list(self.calls.values()):
            await call.hang_up()
            await call.audio.close()
        if self._transport is not None:
            self._transport.close()

    async def register(self, expires_s: int = 120) -> None:
        """Register, or unregister with 0."""
        challenge = await self._register(expires_s, "")
        if challenge.status == 401:
            head = challenge.headers["www-authenticate"]
            answer = await self._register(expires_s, self.digest(head, "REGISTER", self._server_uri))
            assert answer.status == 200, answer.start

    async def call(self, number: str, name: str = "") -> Call:
        """Dial a number and wait until the far end picks up."""
        call = await self.dial(number, name)
        answer = await asyncio.wait_for(call.final_status, _TIMEOUT_S)
        assert answer.status == 200, answer.start
        return call

    async def call_direct(self, number: str, other: "SipPhone") -> Call:
        """Dial another phone, which picks up."""
        call = await self.dial(number)
        await (await other.ring()).answer()
        answer = await asyncio.wait_for(call.final_status, _TIMEOUT_S)
        assert answer.status == 200, answer.start
        return call

    async def dial(self, number: str, name: str = "") -> Call:
        """Dial a number; ``final_status`` of the call tells the rest."""
        audio = self.audio_type(self.tone_hz)
        await audio.open()
        call = Call(self, uuid.uuid4().hex, audio)
        call.target = f"sip:{number}@127.0.0.1:{self._server[1]}"
        call.remote = f"<{call.target}>"
        self.calls[call.call_id] = call
        self._invite(call, name, "")
        return call

    async def ring(self, timeout_s: float = _TIMEOUT_S) -> Call:
        """Wait for a call; it rings until answered or rejected."""
        return await asyncio.wait_for(self.arrived.get(), timeout_s)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = parse(data)
        if not message.status:
            self._request(message)
        elif message.method == "REGISTER":
            if self._registering is not None and not self._registering.done():
                self._registering.set_result(message)
        elif message.method == "INVITE" and (call := self.calls.get(message.headers["call-id"])):
            self._invite_answered(call, message)
        elif message.method == "BYE" and (call := self.calls.get(message.headers["call-id"])):
            call.is_goodbye_heard = message.status == 200  # 481: it came before there was a call to end

    def respond(self, request: Message, status: str, tag: str, body: str = "") -> None:
        """Answer a request."""
        to = request.headers["to"] + ("" if "tag=" in request.headers["to"] else f";tag={tag}")
        lines = [f"SIP/2.0 {status}", *(f"Via: {via}" for via in request.vias)]
        lines += [f"From: {request.headers['from']}", f"To: {to}"]
        lines += [f"Call-ID: {request.headers['call-id']}", f"CSeq: {request.headers['cseq']}", self._contact]
        self._send(lines, body)

    def send_in_dialog(self, call: Call, method: str, sequence: int) -> None:
        """Send a request of a call that exists."""
        if call.invite is None:
            local = f"<sip:{self.user}@127.0.0.1>;tag={call.local_tag}"
        else:
            local = f"{call.invite.headers['to']};tag={call.local_tag}"
        self._request_out(method, call.target, local, call.remote, call_id=call.call_id, sequence=sequence)

    def say_goodbye(self, call: Call, tries: int = GOODBYES_MAX) -> None:
        """Send BYE until it is answered, as any phone does (RFC 3261, 17.1.2): one that comes before the far end has
        sent its ACK may find no call to end."""
        if call.is_goodbye_heard or tries == 0 or self._transport is None or self._transport.is_closing():
            return
        self.send_in_dialog(call, "BYE", call.sequence)
        asyncio.get_running_loop().call_later(GOODBYE_AGAIN_S, self.say_goodbye, call, tries - 1)

    @property
    def _contact(self) -> str:
        return f"Contact: <sip:{self.user}@127.0.0.1:{self._port}>"

    @property
    def _server_uri(self) -> str:
        return f"sip:127.0.0.1:{self._server[1]}"

    def _request(self, message: Message) -> None:
        call = self.calls.get(message.headers["call-id"])
        match message.method:
            case "INVITE" if call is None:
                call = Call(self, message.headers["call-id"], self.audio_type(self.tone_hz))
                call.invite = message
                call.remote = message.headers["from"]
                call.target = _target(message)
                self.calls[call.call_id] = call
                self.respond(message, "180 Ringing", call.local_tag)
                self.arrived.put_nowait(call)
            case "INVITE" if call is not None:
                pass  # sent again before our answer came
            case "CANCEL" if call is not None and call.is_answered:
                self.respond(message, "200 OK", call.local_tag)  # too late (RFC 3261, 9.2): an ACK and a BYE follow
            case "BYE" | "CANCEL" if call is not None:
                self.respond(message, "200 OK", call.local_tag)
                if message.method == "CANCEL" and call.invite is not None:
                    self.respond(call.invite, "487 Request Terminated", call.local_tag)
                call.is_ended_by_far_end = call.is_ended_by_far_end or not call.ended.is_set()
                call.ended.set()
            case "ACK" if call is not None:
                call.acknowledged.set()
            case "OPTIONS":
                self.respond(message, "200 OK", "o")
            case _:
                pass

    def _invite_answered(self, call: Call, message: Message) -> None:
        if message.status < 200:
            call.provisional.append(message.status)
            if message.body and message.status == 183:
                call.connected(message)
            return
        target = _target(message) if message.status == 200 else call.target
        local = f"<sip:{self.user}@127.0.0.1>;tag={call.local_tag}"
        self._request_out("ACK", target, local, message.headers["to"], call_id=call.call_id, sequence=call.sequence)
        if message.status == 401 and self._password and call.sequence == 1:
            call.sequence = 2
            self._invite(call, "", self.digest(message.headers["www-authenticate"], "INVITE", call.target))
        elif not call.final_status.done():
            if message.status == 200:
                call.connected(message)
            else:
                call.ended.set()
            call.final_status.set_result(message)

    def _invite(self, call: Call, name: str, authorization: str) -> None:
        local = f'"{name}" <sip:{self.user}@127.0.0.1>;tag={call.local_tag}'
        extra = [self._contact, "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS"]
        if authorization:
            extra.append(f"Authorization: {authorization}")
        number = call.target
        self._request_out(
            "INVITE", number, local, f"<{number}>",
            call_id=call.call_id, sequence=call.sequence, extra=extra, body=call.description(),
        )  # fmt: skip

    async def _register(self, expires_s: int, authorization: str) -> Message:
        self._registering = asyncio.get_running_loop().create_future()
        self._register_sequence += 1
        local = f"<sip:{self.user}@127.0.0.1:{self._server[1]}>"
        extra = [self._contact, f"Expires: {expires_s}"]
        if authorization:
            extra.append(f"Authorization: {authorization}")
        tagged = f"{local};tag={self._register_id[:8]}"
        self._request_out(
            "REGISTER", self._server_uri, tagged, local,
            call_id=self._register_id, sequence=self._register_sequence, extra=extra,
        )  # fmt: skip
        return await asyncio.wait_for(self._registering, _TIMEOUT_S)

    def _request_out(
        self, method: str, target: str, local: str, remote: str, *, call_id: str, sequence: int,
        extra: list[str] | None = None, body: str = "",
    ) -> None:  # fmt: skip
        branch = f"z9hG4bK{call_id[:8]}{method if method != 'CANCEL' else 'INVITE'}{sequence}"
        via = f"Via: SIP/2.0/UDP 127.0.0.1:{self._port};branch={branch};rport"
        lines = [f"{method} {target} SIP/2.0", via, "Max-Forwards: 70", f"From: {local}", f"To: {remote}"]
        lines += [f"Call-ID: {call_id}", f"CSeq: {sequence} {method}", *(extra or [])]
        self._send(lines, body)

    def _send(self, lines: list[str], body: str) -> None:
        if body:
            lines = [*lines, "Content-Type: application/sdp"]
        text = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body])
        if self._transport is not None and not self._transport.is_closing():
            # A test writes bytes that are no UTF-8 as Python does in names of files.
            self._transport.sendto(text.encode("utf-8", "surrogateescape"))

    def digest(self, challenge: str, method: str, uri: str) -> str:
        """What proves our password to who asked for it."""
        given = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
        first = _md5(f"{self.user}:{given['realm']}:{self._password}")
        second = _md5(f"{method}:{uri}")
        middle = given["nonce"]
        quality = ""
        if "qop" in given:
            middle += ":00000001:cafe:auth"
            quality = ', qop=auth, nc=00000001, cnonce="cafe"'
        opaque = f', opaque="{given["opaque"]}"' if "opaque" in given else ""
        return (
            f'Digest username="{self.user}", realm="{given["realm"]}", nonce="{given["nonce"]}", uri="{uri}", '
            f'response="{_md5(f"{first}:{middle}:{second}")}", algorithm=MD5{quality}{opaque}'
        )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _target(message: Message) -> str:
    found = re.search(r"<([^>]+)>", message.headers.get("contact", ""))
    return found[1] if found else ""
