// form-js's own messages in Chinese, and the server's messages at the fields they belong to.
import { t } from "./texts.js";

/** Let the form's validator speak the page's language. */
export function translateProblems(form) {
  const validator = form.get("validator");
  const check = validator.validateFieldInstance.bind(validator);
  validator.validateFieldInstance = (instance, value) => check(instance, value).map((text) => t(text));
}

/** Sort `{path: [message]}` into what a field can show and what must stand above the form. */
export function fieldErrors(form, errors) {
  const known = {};
  const open = new Map(Object.entries(errors).map(([path, list]) => [plain(path), [list].flat()]));
  for (const { id, valuePath, indexes } of form.get("formFieldInstanceRegistry").getAllKeyed()) {
    const path = valuePath.join(".");
    if (!open.has(path)) continue;
    put(known, [id, ...Object.values(indexes ?? {})], open.get(path));
    open.delete(path);
  }
  return { known, rest: [...open.values()].flat() };
}

function plain(path) {
  return path.replace(/\[(\d+)\]/g, ".$1");
}

function put(target, path, value) {
  let place = target;
  for (const step of path.slice(0, -1)) place = place[step] ??= {};
  place[path.at(-1)] = value;
}
