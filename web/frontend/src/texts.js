// The words our scripts and form-js say themselves, in the page's language.
import zh from "./zh.json";

export const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

const PATTERNS = [
  [/^Field must match pattern (.*)\.$/, "格式不正确（应符合 $1）"],
  [/^Field must have minimum value of (.*)\.$/, "不能小于 $1"],
  [/^Field must have maximum value of (.*)\.$/, "不能大于 $1"],
  [/^Field must have minimum length of (.*)\.$/, "至少输入 $1 个字符"],
  [/^Field must have maximum length of (.*)\.$/, "最多输入 $1 个字符"],
  [/^Value is expected to have at most (\d+) decimal digits?\.$/, "最多保留 $1 位小数"],
  [/^Please select a valid value, the two nearest valid values are (.*) and (.*)\.$/, "请输入有效值，最接近的是 $1 和 $2"],
  [/^Click to sort by (.*) descending$/, "按“$1”降序排列"],
  [/^Click to sort by (.*) ascending$/, "按“$1”升序排列"],
  [/^Remove list item (\d+)$/, "删除第 $1 行"],
  [/^Expand all \((\d+)\)$/, "全部展开（$1）"],
  [/^(\d+) files selected$/, "已选择 $1 个文件"],
  [/^Download (.*)$/, "下载 $1"],
];

/** Say a text in the page's language; unknown texts stay as they are. */
export function t(text, facts = {}) {
  const said = language === "zh" ? (zh[text] ?? byPattern(text)) : text;
  return said.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}

function byPattern(text) {
  for (const [pattern, chinese] of PATTERNS) if (pattern.test(text)) return text.replace(pattern, chinese);
  return text;
}
