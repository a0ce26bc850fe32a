"""What can be wrong with a DMN file, in both languages."""

from dataclasses import dataclass

from bpmn.texts import Text

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, kw_only=True)
class DmnProblem:
    """One finding with its place, the reason and the way out."""

    severity: str
    code: str
    message: Text
    fix: Text
    line: int | None = None
    element: str | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of problem and its texts."""

    code: str
    message: Text
    fix: Text
    severity: str = ERROR

    def at(self, line: int | None, element: str | None = None, **facts: object) -> DmnProblem:
        """Return a problem of this kind at a place, with the facts filled in."""
        zh = {name: fact.zh if isinstance(fact, Text) else fact for name, fact in facts.items()}
        en = {name: fact.en if isinstance(fact, Text) else fact for name, fact in facts.items()}
        return DmnProblem(
            severity=self.severity,
            code=self.code,
            message=Text(self.message.filled(zh).zh, self.message.filled(en).en),
            fix=Text(self.fix.filled(zh).zh, self.fix.filled(en).en),
            line=line,
            element=element,
        )


NOT_DMN = Kind(
    "dmn-not-dmn",
    Text("文件不是 DMN 决策文件。", "The file is not a DMN file."),
    Text("从建模工具导出 DMN 1.1 至 1.5。", "Export it from a modeller as DMN 1.1 to 1.5."),
)
NO_DECISION = Kind(
    "dmn-no-decision",
    Text("文件中没有决策。", "The file has no decision."),
    Text("添加一个带决策表的决策。", "Add a decision with a decision table."),
)
DUPLICATE_ID = Kind(
    "dmn-duplicate-id",
    Text("编号 {id} 重复。", "The id {id} is used twice."),
    Text("给每个元素不同的编号。", "Give every element an id of its own."),
)
MISSING_ID = Kind(
    "dmn-missing-id",
    Text("决策没有编号。", "A decision has no id."),
    Text("给决策一个编号。", "Give the decision an id."),
)
LANGUAGE = Kind(
    "dmn-unsupported-language",
    Text("表达式语言 {language} 不被执行。", "The expression language {language} is not run."),
    Text("改用 FEEL 并删除 expressionLanguage。", "Write FEEL and drop expressionLanguage."),
)
UNSUPPORTED = Kind(
    "dmn-unsupported-logic",
    Text("决策逻辑 {logic} 不被执行。", "The decision logic {logic} is not run."),
    Text("改用决策表或文字表达式。", "Use a decision table or a literal expression."),
)
NO_LOGIC = Kind(
    "dmn-no-logic",
    Text("决策没有决策表，也没有表达式。", "The decision has neither a table nor an expression."),
    Text("添加决策表或文字表达式。", "Add a decision table or a literal expression."),
)
BAD_CELL = Kind(
    "dmn-bad-cell",
    Text("{where}的单元格无法解析：{reason}", "The cell in {where} cannot be read: {reason}"),
    Text("修正 FEEL；文本要加双引号。", "Mend the FEEL; texts stand in double quotes."),
)
BAD_EXPRESSION = Kind(
    "dmn-bad-expression",
    Text("{where}的表达式无法解析：{reason}", "The expression of {where} cannot be read: {reason}"),
    Text("修正 FEEL 表达式。", "Mend the FEEL expression."),
)
NO_INPUT_EXPRESSION = Kind(
    "dmn-input-without-expression",
    Text("输入列“{label}”没有表达式。", "The input column “{label}” has no expression."),
    Text("填写变量名或 FEEL 表达式。", "Name a variable or write a FEEL expression."),
)
ENTRY_COUNT = Kind(
    "dmn-entry-count",
    Text("规则 {rule} 有 {found} 个{column}，应为 {wanted} 个。",
         "Rule {rule} has {found} {column} entries instead of {wanted}."),
    Text("在建模工具中修复该行。", "Mend the row in the modeller."),
)  # fmt: skip
NO_OUTPUT = Kind(
    "dmn-no-output",
    Text("决策表没有输出列。", "The decision table has no output column."),
    Text("添加输出列。", "Add an output column."),
)
OUTPUT_NAMES = Kind(
    "dmn-output-name",
    Text("多个输出列必须各有名称。", "Several output columns need a name each."),
    Text("给每个输出列不同的名称。", "Give each output column a name of its own."),
)
HIT_POLICY = Kind(
    "dmn-unknown-hit-policy",
    Text("未知的命中策略 {policy}。", "The hit policy {policy} does not exist."),
    Text("改为 {known} 之一。", "Use one of {known}."),
)
AGGREGATION = Kind(
    "dmn-bad-aggregation",
    Text("聚合 {aggregation} 在此不适用。", "The aggregation {aggregation} cannot be used here."),
    Text("只有一个输出列的 COLLECT 才能用 SUM、MIN、MAX、COUNT。",
         "SUM, MIN, MAX and COUNT need COLLECT and one output column."),
)  # fmt: skip
NO_RANKING = Kind(
    "dmn-priority-without-values",
    Text("命中策略 {policy} 需要输出值的次序。", "{policy} needs the order of the output values."),
    Text("在输出列填写输出值列表，重要的在前。",
         "List the output values of a column, the most important first."),
)  # fmt: skip
REFERENCE = Kind(
    "dmn-missing-requirement",
    Text("所需的 {href} 不存在。", "The required {href} does not exist."),
    Text("删除该依赖或补上被引用的元素。", "Delete the requirement or add what it refers to."),
)
KNOWLEDGE = Kind(
    "dmn-unsupported-knowledge",
    Text("不执行业务知识模型。", "Business knowledge models are not run."),
    Text("把其内容写进决策。", "Put its logic into the decision."),
)
CYCLE = Kind(
    "dmn-cycle",
    Text("决策互相依赖成环：{path}", "The decisions require each other in a circle: {path}"),
    Text("去掉其中一个依赖。", "Drop one of the requirements."),
)
UNKNOWN_TYPE = Kind(
    "dmn-unknown-type",
    Text("未知的类型 {type}。", "The type {type} does not exist."),
    Text("改为 string、number、boolean、date 等。", "Use string, number, boolean, date and so on."),
    WARNING,
)
CELL_TYPE = Kind(
    "dmn-cell-type",
    Text("{where}的单元格永远不会匹配类型 {type}。", "The cell in {where} can never be a {type}."),
    Text("改正单元格或列的类型。", "Mend the cell or the type of the column."),
    WARNING,
)
BARE_NAME = Kind(
    "dmn-bare-name",
    Text("{where}的 {name} 没有引号，会被当作变量。",
         "{name} in {where} has no quotes, so it is taken for a variable."),
    Text("文本写成 \"{name}\"；若确是变量，请加为输入数据。",
         "Write \"{name}\" for a text; add input data if it is a variable."),
    WARNING,
)  # fmt: skip
OVERLAP = Kind(
    "dmn-overlapping-rules",
    Text("规则 {first} 与规则 {second} 会同时命中，而 UNIQUE 只允许一条。",
         "Rules {first} and {second} can be hit together, which UNIQUE forbids."),
    Text("让条件互斥，或改用 FIRST。", "Make the conditions exclude each other, or use FIRST."),
    WARNING,
)  # fmt: skip
TOO_LARGE = Kind(
    "dmn-too-large",
    Text("文件有 {cells} 个单元格，上限为 {limit}。", "The file has {cells} cells, over {limit}."),
    Text("拆成几个决策。", "Split it into several decisions."),
)
