// Phrases under the fields of a form in which people write opinions; a click puts one behind what is there.
import { walk } from "./pickers.js";

const OPINIONS = ["opinion", "comment", "remark"];

/** Offer phrases at the opinion fields, also at those form-js draws later on. */
export function offerPhrases(place, schema) {
  const source = document.getElementById(`${place.id}-phrases`);
  if (!source) return;
  const ids = [...walk(schema.components)].filter(isOpinion).map(({ id }) => id);
  const offer = () => ids.forEach((id) => add(place, id, source));
  offer();
  new MutationObserver(offer).observe(place, { childList: true, subtree: true });
}

function isOpinion({ type, key, readonly }) {
  return ["textarea", "textfield"].includes(type) && OPINIONS.includes(key) && readonly !== true;
}

function add(place, id, source) {
  const input = place.querySelector(`textarea[id$="-${id}"], input[id$="-${id}"]`);
  const field = input?.closest(".fjs-form-field");
  if (!field || input.readOnly || input.disabled || field.querySelector("[data-phrases]")) return;
  const row = source.content.firstElementChild.cloneNode(true);
  row.addEventListener("click", ({ target }) => {
    const phrase = target.closest("[data-phrase]");
    if (phrase) insert(field.querySelector("textarea, input"), phrase.textContent);
  });
  field.append(row);
}

/** Put a text behind what was written, so that form-js hears of it. */
function insert(input, text) {
  const before = input.value && !/\s$/.test(input.value) ? `${input.value}${input.tagName === "TEXTAREA" ? "\n" : " "}` : input.value;
  const kind = Object.getPrototypeOf(input);
  Object.getOwnPropertyDescriptor(kind, "value").set.call(input, before + text);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
}
