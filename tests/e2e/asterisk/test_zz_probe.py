import asyncio, struct, random, os
import pytest
from cic.cti.port import *
from cic.cti.asterisk.session import AgiSession
from tests.e2e.asterisk.test_calls import LONG, SHORT
from tests.e2e.asterisk import rtp
pytestmark = pytest.mark.e2e

def make(packets, pause_ms):
    async def send_key(self, key):
        started=self._samples_sent
        for step in range(1, packets+3):
            event = struct.pack("!BBH", rtp._KEYS.index(key), (0x80 if step>=packets else 0)|10, min(step,packets)*160)
            self._send(rtp.EVENT_TYPE, event, timestamp=started, marker=step==1)
            if step<packets: await asyncio.sleep(0.02)
        self._samples_sent += packets*160
        await asyncio.sleep(pause_ms/1000)
    return send_key

@pytest.mark.parametrize("packets,pause", [(5,40),(3,40),(2,30),(2,100),(1,60)])
@pytest.mark.parametrize("hear",[True,False])
async def test_probe(center, phone, monkeypatch, capsys, packets, pause, hear):
    monkeypatch.setattr(rtp.Audio,"_send_key",make(packets,pause))
    if not hear: monkeypatch.setattr(AgiSession,"overhear",lambda s,k: None)
    call, leg = await center.call_in(await phone("+15550100"))
    rnd=random.Random(5); good=0; outs=[]
    N=8
    for i in range(N):
        keys="".join(rnd.choice("123456789") for _ in range(16))
        w=center.send(PlayPrompts(leg,(LONG,)))
        await asyncio.sleep(0.1)
        call.audio.press(keys)
        await center.get(PromptFinished, lambda r: r.effect_id==w)
        got=""
        m=center.send(PromptMenu(leg,(LONG,),"12",1500))
        got+=(await center.get(MenuAnswered, lambda r: r.effect_id==m)).key or "-"
        for n in (3,4,8):
            if n==8: await asyncio.sleep(rnd.random()*0.4)
            c=center.send(PromptCollect(leg,(SHORT,),1,n,"",1500,1500))
            got+=(await center.get(DigitsCollectedOpen, lambda r: r.effect_id==c)).digits
        good+= got==keys
        if got!=keys: outs.append((keys,got))
        await center.done(PlayMusic(leg,"default"))
        await asyncio.sleep(0.2)
    with capsys.disabled(): print("\n",packets,pause,"overhear" if hear else "deaf",good,"of",N,outs[:3])
