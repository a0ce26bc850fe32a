// A task's form: drawn by form-js, kept as a draft, sent as JSON, with the server's messages at the fields.
import "@bpmn-io/form-js-viewer/dist/assets/form-js.css";
import "./form.css";
import { Form } from "@bpmn-io/form-js-viewer";
import { speakChinese } from "./chinese.js";
import { Draft } from "./draft.js";
import { fieldErrors, translateProblems } from "./problems.js";
import { send, sendJson } from "./net.js";
import { offerPhrases } from "./phrases.js";
import { suggest, walk } from "./pickers.js";
import { SignaturePad } from "./signature.js";
import { t } from "./texts.js";

speakChinese();

async function open(place) {
  const { schema, data } = JSON.parse(document.getElementById(place.dataset.form).textContent);
  // Without this form-js loses what is typed within 300 ms of a change in another field.
  const form = new Form({ container: place, debounce: false });
  translateProblems(form);
  for (const component of walk(schema.components)) if (component.type === "datetime") component.use24h = true;
  suggest(place, schema);
  const draft = new Draft(place, data);
  const readOnly = place.dataset.readonly === "true";
  await form.importSchema(schema, readOnly ? data : draft.restore());
  if (readOnly) {
    form.setProperty("readOnly", true);
    return;
  }
  offerPhrases(place, schema);
  form.on("changed", () => draft.keep(form._getSubmitData()));
  connect(place, form, draft);
}

function connect(place, form, draft) {
  const bar = document.querySelector(`[data-form-actions="${place.id}"]`);
  const pad = new SignaturePad(place);
  bar.querySelector("[data-complete]")?.addEventListener("click", (event) => complete({ place, form, draft, pad }, event.currentTarget));
  bar.querySelector("[data-save]")?.addEventListener("click", () => draft.save(form._getSubmitData()));
  document.querySelector(`[data-discard="${place.id}"]`)?.addEventListener("click", async () => {
    await draft.discard();
    window.location.reload();
  });
}

async function complete({ place, form, draft, pad }, button) {
  const { data, errors, files } = form.submit();
  if (Object.keys(errors).length > 0) {
    complain(place, t("Please correct the marked fields."));
    focusFirst(place);
    return;
  }
  if (pad.isMissing()) return;
  button.disabled = true;
  try {
    await uploadAll(place, data, files);
    await draft.settle();
    // Whoever unticks "the next task" goes back to the list instead.
    const stays = document.querySelector("[data-next]")?.checked === false;
    const answer = await sendJson(place.dataset.action + (stays ? "&stay=1" : ""), { data, ...extras(place), ...pad.extras() });
    if (answer.status === 200) {
      draft.forget();
      window.location.assign(answer.body.redirect);
      return;
    }
    refuse(place, form, answer.body);
  } catch (problem) {
    complain(place, problem.message);
  } finally {
    button.disabled = false;
  }
}

/** What belongs to the page rather than the form: a version, a once-only key, files of an old case. */
function extras(place) {
  const copied = [...document.querySelectorAll("[data-copied]:checked")].map(({ value }) => value);
  return { ...JSON.parse(place.dataset.extras || "{}"), ...(copied.length ? { copied } : {}) };
}

function refuse(place, form, body) {
  const { known, rest } = fieldErrors(form, body.errors ?? {});
  form._setState({ errors: known });
  complain(place, [body.message, body.way_out, body.number, ...rest].filter(Boolean).join(" "), body.link);
  focusFirst(place);
}

async function uploadAll(place, data, files) {
  for (const [key, chosen] of files ?? []) {
    const ids = [];
    for (const file of chosen) ids.push(await upload(place.dataset.upload, file));
    replace(data, key, ids);
  }
}

async function upload(url, file) {
  const body = new FormData();
  body.append("file", file);
  const answer = await send(url, { method: "POST", body });
  if (answer.status !== 200) {
    const why = answer.body.message ?? "";
    throw new Error(`${t("The file {name} could not be uploaded.", { name: file.name })} ${why}`);
  }
  return answer.body.id;
}

/** Put the ids of the stored files where form-js keeps its own key of the chosen ones. */
function replace(value, key, ids) {
  for (const [name, inner] of Object.entries(value)) {
    if (inner === key) value[name] = ids;
    else if (inner && typeof inner === "object") replace(inner, key, ids);
  }
}

function complain(place, message, link) {
  const box = document.querySelector(`[data-form-problem="${place.id}"]`);
  box.textContent = message;
  if (link) {
    const anchor = Object.assign(document.createElement("a"), { href: link.href, textContent: link.text, className: "alert-link ms-2" });
    box.append(anchor);
  }
  box.hidden = false;
}

function focusFirst(place) {
  const first = place.querySelector(".fjs-has-errors input, .fjs-has-errors textarea, .fjs-has-errors select");
  first?.focus();
  first?.scrollIntoView({ block: "center" });
}

for (const place of document.querySelectorAll("[data-form]")) open(place);
