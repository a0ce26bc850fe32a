// form-js has no translations of its own: its texts are replaced while preact draws them.
import { Fragment, options } from "preact";
import flatpickr from "flatpickr";
import { Mandarin } from "flatpickr/dist/l10n/zh.js";
import { language, t } from "./texts.js";

const ATTRIBUTES = ["placeholder", "title", "aria-label"];

/** Draw form-js in Chinese, dates included, when the page is Chinese. */
export function speakChinese() {
  datesFollowThePage();
  if (language !== "zh") return;
  flatpickr.localize({ ...Mandarin, yearAriaLabel: "年", monthAriaLabel: "月" });
  const before = options.vnode;
  options.vnode = (vnode) => {
    // Only elements: what components hand to one another is data, not text.
    if ((typeof vnode.type === "string" || vnode.type === Fragment) && vnode.props) translate(vnode.props);
    before?.(vnode);
  };
}

function translate(props) {
  if (props.children !== undefined) props.children = deep(props.children);
  for (const name of ATTRIBUTES) if (typeof props[name] === "string") props[name] = t(props[name]);
}

function deep(children) {
  if (Array.isArray(children)) return children.map(deep);
  return typeof children === "string" ? t(children) : children;
}

// form-js orders day, month and year by the browser's language, not the page's.
function datesFollowThePage() {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const ours = ([first, ...rest]) => [first === "default" || first === undefined ? locale : first, ...rest];
  Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
    construct: (target, list) => new target(...ours(list)),
    apply: (target, self, list) => target(...ours(list)),
  });
}
