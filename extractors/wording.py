"""What the words of a block show before anybody reads them: ends, stops, dates, and how furniture begins."""

import re

TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]+"
)
ENDS = re.compile(r"[.!?。！？…:：\"”»」』)）؟।]\W*$")
STOPS = re.compile(r"[.,;:!?，。、；：！？،؛।]")
DATES = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:：]\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|25\d\d|[年月日]")
DIGITS = re.compile(r"\d")
_NO_WORD = re.compile(r"\W+")
# How furniture begins, in the languages of the news.
CUES = re.compile(
    r"^\W*(?:read (?:more|next|also|full)|also read|see also|more (?:from|on|about|stories|news)|related|recommended|trending"
    r"|you may|don'?t miss|sign up|subscribe|follow|share|join|click|download|advertis|sponsor|photo|image|picture|credit|source"
    r"|copyright|©|tags?\b|categor|topics?\b|filed under|published|updated|posted|last (?:updated|modified)|by\s|written by"
    r"|comments?|leave a|log ?in|register|newsletter|get the|watch|listen|video|editor|contact|about the|all rights|disclaimer"
    r"|home\b|back to|next|previous|loading|skip|print|email|e-mail|whatsapp|twitter|facebook|lesen sie|mehr (?:zum|zu)|foto"
    r"|quelle|bild|von\s|anzeige|lire (?:aussi|la)|à lire|partager|publié|mis à jour|par\s|crédit|lea (?:también|más)"
    r"|leer (?:más|también)|te puede|ver más|compart|publicado|actualizado|por\s|leia (?:também|mais)|veja (?:também|mais)"
    r"|saiba mais|leggi anche|condividi|foto:|di\s|читайте|источник|фото|подпис|автор|责任编辑|责编|编辑|来源|作者|记者|相关|推荐"
    r"|分享|扫一扫|声明|版权|免责|原标题|上一篇|下一篇|关键词|标签|点击|关注|阅读|评论|打印|关闭|字号|関連|記者|出典|写真|画像|著作権|シェア"
    r"|コメント|기자|저작권|무단|사진|관련|ⓒ|baca juga|xem thêm|ảnh|nguồn|อ่าน|ที่มา|แชร์|اقرأ|المصدر|شارك|لمتابعة)",
    re.IGNORECASE,
)


def tokens_of(text: str) -> list[str]:
    """Words, and each sign of Chinese, Japanese and Korean."""
    return TOKEN.findall(text)


def fold(text: str) -> str:
    """Letters and digits alone, case folded: what two writings of one sentence share."""
    return _NO_WORD.sub("", text).casefold()
