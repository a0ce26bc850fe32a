// Text fields that mean a person or a unit (`properties.picker`) offer suggestions while one types.
import { once } from "./net.js";

/** Walk all components of a form, also those in groups and lists. */
export function* walk(components = []) {
  for (const component of components) {
    yield component;
    yield* walk(component.components);
  }
}

/** Offer the server's suggestions in the fields that ask for them. */
export function suggest(place, schema) {
  const kinds = new Map();
  for (const { id, properties } of walk(schema.components)) if (properties?.picker) kinds.set(id, properties.picker);
  if (kinds.size === 0) return;
  const list = document.createElement("datalist");
  list.id = `${place.id}-suggestions`;
  place.after(list);
  const offer = async ({ target }) => {
    const kind = kindOf(target, kinds);
    if (!kind) return;
    target.setAttribute("list", list.id);
    const text = target.value.split(/[,，]/).at(-1).trim();
    const answer = await once(`${place.dataset.suggest}?kind=${kind}&text=${encodeURIComponent(text)}`);
    if (answer.status === 200) list.replaceChildren(...answer.body.map(option));
  };
  place.addEventListener("focusin", offer);
  place.addEventListener("input", offer);
}

// form-js names an input after its field, and after its row when it stands in a list.
function kindOf(input, kinds) {
  for (const [id, kind] of kinds) if (input.id?.match(new RegExp(`-${id}(_\\d+)*$`))) return kind;
  return null;
}

function option({ value, label }) {
  return Object.assign(document.createElement("option"), { value, label });
}
