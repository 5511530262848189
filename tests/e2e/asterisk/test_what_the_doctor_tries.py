"""What `cic doctor` tries out for messages, recording and listening, at a real Asterisk."""

import dataclasses
import os
from pathlib import Path

import pytest

from cic.cti.asterisk.doctor.client import connected
from cic.cti.asterisk.doctor.findings import Verdict
from cic.cti.asterisk.doctor.folder_checks import check_folder, messages_folder, tracks_folder
from cic.cti.asterisk.doctor.manager_checks import check_modules, sign_in
from cic.cti.asterisk.settings import AsteriskSettings

pytestmark = pytest.mark.e2e


async def test_a_message_would_be_taken_over(lab_settings: AsteriskSettings, tmp_path: Path) -> None:
    async with connected(lab_settings.host, lab_settings.ami_port) as client:
        await sign_in(client, lab_settings)
        found = await check_folder(client, messages_folder(lab_settings))
        assert found.verdict is Verdict.OK, found
        assert not [name for name in os.listdir(lab_settings.messages_here) if name.startswith("cic-doctor-")]
        for changed in ({"messages_folder": "/srv/cic/nowhere"}, {"messages_here": str(tmp_path)}):
            found = await check_folder(client, messages_folder(dataclasses.replace(lab_settings, **changed)))
            assert found.verdict is Verdict.FAIL, found
        found = await check_folder(client, messages_folder(dataclasses.replace(lab_settings, messages_folder="")))
        assert found.verdict is Verdict.WARN


async def test_a_recorded_talk_would_be_taken_over(lab_settings: AsteriskSettings, tmp_path: Path) -> None:
    async with connected(lab_settings.host, lab_settings.ami_port) as client:
        await sign_in(client, lab_settings)
        assert (await check_folder(client, tracks_folder(lab_settings))).verdict is Verdict.OK
        for changed, verdict in (({"tracks_here": str(tmp_path)}, Verdict.FAIL), ({"tracks_folder": ""}, Verdict.WARN)):
            found = await check_folder(client, tracks_folder(dataclasses.replace(lab_settings, **changed)))
            assert found.verdict is verdict, found


async def test_the_lab_can_have_callers_listened_to(lab_settings: AsteriskSettings) -> None:
    async with connected(lab_settings.host, lab_settings.ami_port) as client:
        await sign_in(client, lab_settings)
        verdicts = {found.check: found.verdict for found in await check_modules(client, lab_settings)}
    assert verdicts["listening"] is Verdict.OK
