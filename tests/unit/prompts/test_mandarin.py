"""Chinese for a voice that reads pinyin: the right readings, tones that change, digits, letters and signs."""

import pytest

from cic.prompts.fault import PromptsError
from cic.prompts.mandarin import Latin, Pinyin, mandarin_runs

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "pinyin"),
    [
        ("银行", "yin2 hang2"),
        ("行人", "xing2 ren2"),
        ("重新", "chong2 xin1"),
        ("重要", "zhong4 yao4"),
        ("重置密码", "chong2 zhi4 mi4 ma3"),
        ("还款", "huan2 kuan3"),
        ("还没有", "hai2 mei2 you3"),
        ("欢迎致电。", "huan1 ying2 zhi4 dian4 ."),
        ("您的", "nin2 de5"),
        ("不对", "bu2 dui4"),
        ("一百", "yi4 bai3"),
        ("女", "nv3"),
        ("按1，", "an4 yi1 ,"),
        ("按#键", "an4 jing3 hao4 jian4"),
        ("30天", "san1 shi2 tian1"),
        ("2026年", "er4 ling2 er4 liu4 nian2"),
        ("13800", "yao1 san1 ba1 ling2 ling2"),
        ("010", "ling2 yao1 ling2"),
        ("12%", "bai3 fen1 zhi1 shi2 er4"),
    ],
)
def test_characters_are_read_in_their_words(text: str, pinyin: str) -> None:
    assert mandarin_runs(text) == (Pinyin(pinyin),)


def test_letters_are_left_to_another_voice() -> None:
    assert mandarin_runs("请按 VIP 键") == (Pinyin("qing3 an4"), Latin("VIP"), Pinyin("jian4"))
    assert mandarin_runs("A") == (Latin("A"),)


def test_a_sign_that_nobody_can_speak_is_refused() -> None:
    with pytest.raises(PromptsError, match="the sign '☎' cannot be spoken in Chinese; write it in words"):
        mandarin_runs("请拨☎")
