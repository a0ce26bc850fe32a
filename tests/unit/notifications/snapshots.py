"""All texts in one file per language; `python -m tests.unit.notifications.snapshots` rewrites."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine.kernel.settings import Settings
from notifications.render import LANGUAGES, Renderer, known_templates

FOLDER = Path(__file__).parent
NOON = datetime(2026, 11, 9, 4, 0, tzinfo=UTC)
FACTS = {
    "title": "望溪区充电桩新装",
    "businessKey": "YK20261102200100001",
    "node": "业务受理审核",
    "node_en": "Application check",
    "due": NOON,
    "left": timedelta(hours=27, minutes=20),
    "over": timedelta(days=1, hours=2),
    "leader": "顾长川",
    "holder": "温以宁",
    "level": 2,
    "from": "沈青禾",
    "starts": NOON,
    "ends": NOON + timedelta(days=7),
    "reason": "资料不全",
    "who": "沈青禾",
    "remark": "客户来电询问",
    "principal": "陆闻笙",
    "sender": "沈青禾",
    "type": "传阅",
    "no": "DB20261102001",
    "unit": "望溪区供电公司",
    "status": "completed",
    "code": "job_dead",
    "message": "550 no such user",
    "activity": "notify",
    "link": "https://gridflow.example/c/signed",
    "promiseAt": NOON.isoformat(),
    "lackItems": ["房产证明", "身份证"],
    "refuseReason": "不具备供电条件",
    "slot": "2026-11-10T14:00",
    "feeAmount": "1200.00",
    "result": "fail",
    "defects": "接地电阻不合格",
    "energiseAt": "2026-11-10",
    "accountNo": "0012345678901",
    "caseNo": "YK20261102200100001",
    "lines": ["10kV柳桥一线", "10kV溪口线"],
    "areas": [{"area": "柳桥社区"}, {"area": "溪口街"}],
    "outageReason": "设备检修",
    "planFrom": NOON.isoformat(),
    "planTo": (NOON + timedelta(hours=8)).isoformat(),
    "newFrom": (NOON + timedelta(days=1)).isoformat(),
    "newTo": (NOON + timedelta(days=1, hours=8)).isoformat(),
    "changeType": "RESCHEDULE",
    "delayReason": "现场地质复杂",
    "delayTo": (NOON + timedelta(hours=10)).isoformat(),
    "onAt": (NOON + timedelta(hours=7)).isoformat(),
    "faultCause": "外力破坏",
    "households": 1126,
    "outageNo": "TD202611020001",
    "restoreEta": (NOON + timedelta(hours=3)).isoformat(),
    "replyText": "已更换变压器",
    "content": "抢修及时",
    "acctMask": "0012****8901",
    "date": "2026-11-01",
    "amt": "550",
    "projectName": "2027第一批10kV配网改造",
    "approvalNo": "云电批〔2026〕18号",
    "newDue": "2026-11-30",
    "score": 95,
    "cancelReason": "任务合并",
    "hqConditions": "送电前复核保护定值",
}


def texts(language: str) -> str:
    """Return every text of a language, one below the other."""
    return "\n".join(_texts(language))


def path(language: str) -> Path:
    """Return where the texts of a language are kept."""
    return FOLDER / f"texts.{language}.txt"


def _texts(language: str) -> Iterator[str]:
    renderer = Renderer(Settings())
    for name in sorted(known_templates()):
        text = renderer.render(name, language, FACTS)
        yield f"== {name}\n{text.subject}\n\n{text.body}\n"


if __name__ == "__main__":
    for each in LANGUAGES:
        path(each).write_text(texts(each), "utf-8")
