"""Writes the catalogue of traditional Chinese from the one of simplified Chinese, in the words of Taiwan (OpenCC's
s2twp); run by ``make messages``. What a reader in Taiwan would write differently still is in ``BETTER``."""

from pathlib import Path

import opencc
import polib

FOLDER = Path(__file__).parent
BETTER = {
    "釋出": "發布",
    "許可權": "權限",
    "型別": "類型",
    "連字元": "連字號",
    "檔案頭": "檔頭",
    "標簽": "標籤",
    "訂閱源": "訂閱來源",
    "識別符號": "識別碼",
    "宣告": "聲明",
    "稽核": "審核",
    "當前位置": "目前位置",
    "返回頂部": "回到頂端",
    "郵箱": "電子郵件",
    "傳送": "送出",
    "提交": "送出",
    "“": "「",
    "”": "」",
}


def main() -> None:
    convert = opencc.OpenCC("s2twp").convert

    def traditional(text: str) -> str:
        text = convert(text)
        for word, better in BETTER.items():
            text = text.replace(word, better)
        return text

    catalogue = polib.pofile(str(FOLDER / "zh_Hans/LC_MESSAGES/django.po"), wrapwidth=0)
    for entry in catalogue:
        entry.msgstr = traditional(entry.msgstr)
        entry.msgstr_plural = {number: traditional(text) for number, text in entry.msgstr_plural.items()}
    catalogue.metadata["Language"] = "zh_Hant"
    target = FOLDER / "zh_Hant/LC_MESSAGES/django.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(target))
    catalogue.save_as_mofile(str(target.with_suffix(".mo")))


if __name__ == "__main__":
    main()
