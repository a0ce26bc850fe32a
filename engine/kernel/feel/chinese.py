"""The reasons expressions are refused for, in Chinese."""

import re
from functools import lru_cache

_KINDS = {
    "null": "空值",
    "boolean": "真假值",
    "number": "数字",
    "string": "文本",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "时长",
    "years and months duration": "年月时长",
    "duration": "时长",
    "list": "列表",
    "context": "上下文",
    "range": "区间",
    "function": "函数",
    "the end": "结尾",
}
_PLACES = {
    "in the expression": "在表达式中",
    "after the condition": "条件之后",
    "after the first value": "第一个值之后",
    "after the variable": "变量之后",
    "after the lists": "列表之后",
    "after the arguments": "参数之后",
    "after the parameters": "参数之后",
    "after the filter": "筛选条件之后",
    "after the range": "区间之后",
    "after the tests": "各项测试之后",
    "after the key": "键之后",
    "after the name of an entry": "条目名之后",
    "after `function`": "`function` 之后",
    "after `instance`": "`instance` 之后",
    "between the two ends": "两端之间",
    "between the two values": "两个值之间",
    "between the ends of a range": "区间两端之间",
    "to close the parenthesis": "结束括号处",
    "to close the list": "结束列表处",
    "to close the context": "结束上下文处",
    "the condition": "条件",
    "a filter": "筛选条件",
    "the name of a variable": "变量名",
    "the name of a parameter": "参数名",
    "a name after the dot": "点号后的名称",
}
# The first that fits counts; {} stands for a part that is taken over.
_SENTENCES = (
    ("the expression is empty", "表达式是空的"),
    ("the expression ends too early", "表达式没有写完"),
    ("{} does not fit here", "{} 不应出现在这里"),
    ("expected `]` or `)` to close the range, found {}", "应有 `]` 或 `)` 结束区间，却是 {}"),
    ("expected the name of a type, found {}", "应为类型名，却是 {}"),
    ("expected the name of an entry", "应为条目名"),
    ("expected `{}` {}, found {}", "{1}应有 `{0}`，却是 {2}"),
    ("expected {}, found {}", "应为{}，却是 {}"),
    ("FEEL compares with a single `=`", "FEEL 用单个 `=` 比较"),
    ("{} is not a sign of FEEL; write {}", "{} 不是 FEEL 的符号，请写 {}"),
    ("{} is not a sign of FEEL; texts stand in double quotes: {}",
     "{} 不是 FEEL 的符号，文本要用双引号：{}"),
    ("unexpected character {}", "不认识的字符 {}"),
    ("the text that begins here has no closing quote", "这里开始的文本缺少结束引号"),
    ("this escape is not a character", "这个转义不是字符"),
    ("write `not(…)` with parentheses", "请写成带括号的 `not(…)`"),
    ("either all arguments have names or none has", "参数要么都写名称，要么都不写"),
    ("external functions are not run here", "不执行外部函数"),
    ("methods such as `{}` are not run here; use {} of FEEL",
     "不执行 `{}` 这样的方法，请用 FEEL 的 {}"),
    ("the entry `{}` is there twice", "条目 `{}` 重复"),
    ("the type has no closing `>`", "类型缺少结束的 `>`"),
    ("!= is not a range", "!= 不是区间"),
    ("after @ comes a date, time or duration in quotes: {}",
     "@ 后面是带引号的日期、时间或时长：{}"),
    ("{} takes {} argument{}", "{} 需要 {} 个参数"),
    ("the expression is longer than {} characters", "表达式超过 {} 个字符"),
    ("the expression is nested deeper than {} levels", "表达式嵌套超过 {} 层"),
    ("the expression is nested too deeply", "表达式嵌套太深"),
    ("the variable `{}` is not set", "变量 `{}` 没有值"),
    ("there is no function `{}`", "没有函数 `{}`"),
    ("a {} is not a function", "{} 不是函数"),
    ("there is no entry `{}`; there are: {}", "没有条目 `{}`；现有：{}"),
    ("there is no entry `{}` (the context is empty)", "没有条目 `{}`（上下文是空的）"),
    ("a {} has no `{}`", "{} 没有 `{}`"),
    ("cannot take `{}` of null", "不能取空值的 `{}`"),
    ("cannot calculate with null ({})", "不能用空值计算（{}）"),
    ("cannot calculate {}; use string(…) to join texts", "不能计算 {}；拼接文本请用 string(…)"),
    ("cannot calculate {}", "不能计算 {}"),
    ("cannot compare {} with {}", "不能比较{}和{}"),
    ("cannot negate {}", "不能对{}取负"),
    ("cannot take item {} of {}", "不能取{1}的{0}"),
    ("`{}` needs true or false, not {}", "`{}` 的两边应为 true 或 false，而不是{}"),
    ("`{}` cannot decide with null", "`{}` 遇到空值无法判断"),
    ("{} must be true or false, not {}", "{}应为 true 或 false，而不是{}"),
    ("{} is not a list", "{}不是列表"),
    ("the ends must be whole numbers, not {}", "两端应为整数，而不是{}"),
    ("a range cannot end at null", "区间的端点不能是空值"),
    ("null lies in no range", "空值不在任何区间内"),
    ("there is no type `{}`", "没有类型 `{}`"),
    ("division by zero", "除数为零"),
    ("the result is not a number of 34 digits", "结果超出 34 位数字"),
    ("a negative number has no square root", "负数没有平方根"),
    ("only positive numbers have a logarithm", "只有正数有对数"),
    ("`{}` must be a {}, not {}", "参数 `{}` 应为{}，而不是{}"),
    ("`{}` is null", "参数 `{}` 是空值"),
    ("{} does not take {} arguments", "{} 不接受 {} 个参数"),
    ("{} has no parameter `{}`", "{} 没有参数 `{}`"),
    ("`{}` of {} is missing", "缺少 {1} 的参数 `{0}`"),
    ("the pattern cannot be used: {}", "正则表达式不能使用：{}"),
    ("{} (at character {} of the pattern)", "{}（表达式第 {} 个字符）"),
    ("a group is not closed", "括号没有结束"),
    ("`)` closes nothing", "`)` 没有对应的括号"),
    ("a character class is not closed", "方括号没有结束"),
    ("there is nothing to repeat", "重复符号前没有内容"),
    ("a repeat cannot be repeated", "重复符号不能再重复"),
    ("look-around and flags inside the pattern are not run here", "不支持环视和内嵌标志"),
    ("back references are not run here", "不支持反向引用"),
    ("the pattern is too large", "表达式太大"),
    ("the text and the pattern are too large together", "文本和表达式太大"),
    ("{} mixes months with days, which have no fixed sum", "{} 把月和天混在一起，无法相加"),
    ("{} is not a {}", "{} 不是{}"),
    ("there is no such date or time: {}", "没有这样的日期或时间：{}"),
    ("{} lies outside the years 1 to 9999", "结果超出公元 1 年至 9999 年"),
    ("the list of {} items has no position {}", "{} 项的列表没有第 {} 项"),
    ("the expression takes too many steps", "表达式的计算步骤太多"),
    ("functions call each other too deeply", "函数互相调用太深"),
    ("a list grew longer than {} items", "列表超过 {} 项"),
    ("a range has more than {} numbers", "区间超过 {} 个数"),
    ("a text grew longer than {} characters", "文本超过 {} 个字符"),
    ("an exponent must lie between {} and {}", "指数应在 {} 到 {} 之间"),
    ("the function refused its arguments: {}", "函数不接受这些参数：{}"),
)  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> list[tuple[re.Pattern[str], str]]:
    made = []
    for english, chinese in _SENTENCES:
        pattern = "(.*)".join(map(re.escape, english.split("{}")))
        pieces = enumerate(chinese.split("{}"), -1)
        numbered = "".join(f"{{{number}}}{piece}" for number, piece in pieces)
        made.append((re.compile(pattern, re.DOTALL), numbered.removeprefix("{-1}")))
    return made


def in_chinese(reason: str) -> str:
    """Return a reason in Chinese, as it is if there is no translation."""
    for pattern, chinese in _table():
        match = pattern.fullmatch(reason)
        if match:
            return _filled(chinese, match.groups())
    return reason


def _filled(sentence: str, parts: tuple[str, ...]) -> str:
    # Not str.format: the parts are people's own words and may hold braces.
    def fill(found: re.Match[str]) -> str:
        part = parts[int(found[2])]
        return found[1] + (part if found[1] else _part(part))

    return re.sub(r"(`?)\{(\d)\}", fill, sentence)


def _part(text: str) -> str:
    """Translate a kind of value, several of them, a place, or a reason inside a reason."""
    known = _PLACES.get(text) or _KINDS.get(text)
    if known:
        return known
    if all(one in _KINDS for one in text.split(" or ")):
        return "或".join(_KINDS[one] for one in text.split(" or "))
    operation = re.fullmatch(r"([a-z ]+) ([-+*/]+) ([a-z ]+)", text)
    if operation and {operation[1], operation[3]} <= _KINDS.keys():
        return f"{_KINDS[operation[1]]} {operation[2]} {_KINDS[operation[3]]}"
    return in_chinese(text)
