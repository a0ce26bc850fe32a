"""Opens XML from strangers: no document types, no entities, no network, no giants."""

import codecs
import re

from lxml import etree

from bpmn.texts import Text
from engine.kernel.errors import GridFlowError

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 200
MAX_ATTRIBUTES = 500
ENCODINGS = frozenset(
    "utf-8 utf-16 utf-16-le utf-16-be utf-32 ascii iso8859-1 cp1252 gb2312 gbk gb18030 big5"
    " big5hkscs cp950 shift_jis cp932 euc_jp euc_kr cp1251 iso8859-2 iso8859-15".split()
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}?\?>")


class ReadError(GridFlowError):
    """The file cannot be read as a diagram; `text` says why and `fix` what to do."""

    def __init__(self, code: str, text: Text, fix: Text, line: int = 1, column: int = 1) -> None:
        super().__init__(
            f"{code}: {text.en} (line {line}, column {column})", line=line, column=column
        )
        self.code = code
        self.text = text
        self.fix = fix
        self.line = line
        self.column = column


def parse(data: bytes) -> etree._Element:
    """Return the root of the document, or say why not."""
    text = _decode(data)
    _refuse_doctype(text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, recover=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise _syntax_error(error) from None
    except (ValueError, MemoryError) as error:
        raise _malformed(1, 1, str(error)) from None
    _refuse_shapes(root)
    return root


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise ReadError(
            "file-too-large",
            Text("文件超过 5 MB。", "The file is larger than 5 MB."),
            Text(
                "把流程拆成几个文件，用调用活动连接。",
                "Split the process into several files and join them with call activities.",
            ),
        )
    if not data.strip(b" \t\r\n\x00"):
        raise ReadError(
            "file-empty",
            Text("文件是空的。", "The file is empty."),
            Text("从建模工具重新导出 BPMN 2.0 文件。", "Export the diagram again as BPMN 2.0."),
        )
    encoding, body = _encoding(data)
    try:
        text = body.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise _encoding_error(encoding, body[:start].count(b"\n") + 1) from None
    text = text.removeprefix("\ufeff")
    blank = _DECLARATION.match(text)
    if blank is None:
        return text
    # The declared encoding no longer holds; the line breaks stay so that lines keep their number.
    return "\n" * blank.group().count("\n") + text[blank.end() :]


def encoding_of(data: bytes) -> str:
    """Return the encoding the file is read in."""
    return _encoding(data)[0]


def _encoding(data: bytes) -> tuple[str, bytes]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, data
    if data.startswith((b"<\x00", b"\x00<")):
        return ("utf-16-le" if data[0] else "utf-16-be"), data
    declared = _DECLARED.match(data[:400])
    if declared is None:
        return "utf-8", data
    name = declared.group(1).decode("ascii")
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if known not in ENCODINGS:
        raise _encoding_error(name, 1)
    # A text that could be read so far is not in sixteen bits, whatever it claims.
    return ("utf-8" if known.startswith(("utf-16", "utf-32")) else known), data


def _refuse_doctype(text: str) -> None:
    position = 0
    while True:
        while position < len(text) and text[position].isspace():
            position += 1
        if text.startswith("<!--", position):
            end, width = text.find("-->", position), 3
        elif text.startswith("<?", position):
            end, width = text.find("?>", position), 2
        else:
            break
        if end < 0:
            return
        position = end + width
    if text.startswith("<!DOCTYPE", position):
        raise ReadError(
            "doctype-refused",
            Text("文件含有 DOCTYPE 声明，可能夹带实体攻击，不予读取。",
                 "The file has a DOCTYPE, which can smuggle in entities; it is not read."),
            Text("删除 <!DOCTYPE …> 声明；BPMN 文件不需要它。",
                 "Delete the <!DOCTYPE …> declaration; BPMN files need none."),
            text.count("\n", 0, position) + 1,
        )  # fmt: skip


def _refuse_shapes(root: etree._Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise _too_deep(element.sourceline or 1)
        if event == "start" and len(element.attrib) > MAX_ATTRIBUTES:
            raise _too_many_attributes(element.sourceline or 1)


def _too_many_attributes(line: int) -> ReadError:
    return ReadError(
        "too-many-attributes",
        Text(
            f"一个元素的属性超过 {MAX_ATTRIBUTES} 个。",
            f"An element has more than {MAX_ATTRIBUTES} attributes.",
        ),
        Text("从建模工具重新导出。", "Export the diagram again."),
        line,
    )


def _too_deep(line: int) -> ReadError:
    return ReadError(
        "nesting-too-deep",
        Text(f"元素嵌套超过 {MAX_DEPTH} 层。", f"Elements are nested more than {MAX_DEPTH} deep."),
        Text("用调用活动代替层层嵌套的子流程。", "Use call activities instead of deep nesting."),
        line,
    )


def _syntax_error(error: etree.XMLSyntaxError) -> ReadError:
    line, column = error.position
    reason = (error.msg or "not well-formed").split(", line ")[0].strip()
    if "xcessive depth" in reason:
        return _too_deep(max(line, 1))
    if "ntity" in reason and "not defined" in reason:
        reason += " (entities are not resolved)"
    return _malformed(max(line, 1), max(column, 1), reason)


def _malformed(line: int, column: int, reason: str) -> ReadError:
    return ReadError(
        "malformed-xml",
        Text(f"第 {line} 行第 {column} 列不是合法的 XML：{reason}",
             f"Not well-formed XML at line {line}, column {column}: {reason}"),
        Text("在文本编辑器中修正该处，或从建模工具重新导出。",
             "Mend that place in a text editor, or export the diagram again."),
        line,
        column,
    )  # fmt: skip


def _encoding_error(encoding: str, line: int) -> ReadError:
    return ReadError(
        "bad-encoding",
        Text(f"文件内容无法按编码 {encoding} 读取。", f"The file cannot be read as {encoding}."),
        Text("另存为 UTF-8，并在第一行写 encoding=\"UTF-8\"。",
             "Save the file as UTF-8 and say encoding=\"UTF-8\" in its first line."),
        line,
    )  # fmt: skip
