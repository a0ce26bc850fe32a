"""What people are told about a field that needs mending."""

_MESSAGES: dict[str, tuple[str, str]] = {
    "required": ("请填写此项", "Please fill this in"),
    "must_agree": ("请勾选此项", "Please tick this box"),
    "text": ("应为文本", "This must be text"),
    "characters": ("含有不可见的控制字符", "There are invisible control characters"),
    "min_length": ("至少 {limit} 个字", "At least {limit} characters"),
    "max_length": ("最多 {limit} 个字", "At most {limit} characters"),
    "pattern": ("格式不符合要求", "The format is not right"),
    "email": ("不是有效的邮箱地址", "This is not an e-mail address"),
    "phone": ("不是有效的电话号码", "This is not a telephone number"),
    "number": ("应为数字", "This must be a number"),
    "digits": ("数字太长", "The number has too many digits"),
    "min": ("不能小于 {limit}", "At least {limit}"),
    "max": ("不能大于 {limit}", "At most {limit}"),
    "decimals": ("最多 {limit} 位小数", "At most {limit} decimal places"),
    "step": ("应为 {limit} 的倍数", "This must be a multiple of {limit}"),
    "date": ("应为日期，例如 2026-11-02", "This must be a date such as 2026-11-02"),
    "time": ("应为时间，例如 14:30", "This must be a time such as 14:30"),
    "datetime": (
        "应为日期和时间，例如 2026-11-02T14:30",
        "This must be a date and time such as 2026-11-02T14:30",
    ),
    "past": ("不能早于今天", "This must not be in the past"),
    "option": ("请从选项中选择", "Please choose one of the options"),
    "boolean": ("应为是或否", "This must be yes or no"),
    "list": ("应为列表", "This must be a list"),
    "duplicate": ("有重复的选项", "An option is chosen twice"),
    "too_many": ("最多 {limit} 项", "At most {limit} entries"),
    "files": ("应为已上传文件的编号", "These must be uploaded files"),
    "row": ("此行的格式不正确", "This row is not right"),
    "group": ("此组的格式不正确", "This group is not right"),
    "too_large": ("提交的内容太大", "Too much was sent at once"),
}


def message(code: str, lang: str, limit: object = "") -> str:
    """Return the sentence for a code in a language."""
    zh, en = _MESSAGES[code]
    text = en if lang.lower().startswith("en") else zh
    return text.replace("{limit}", str(limit))
