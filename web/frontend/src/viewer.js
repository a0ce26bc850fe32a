// The live diagram: what is done, what is in progress, what failed.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./viewer.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { once } from "./net.js";
import { language, t } from "./texts.js";

const READABLE = 0.62;
// Room above the diagram for the choice and the buttons that lie on it.
const TOOLS = 60 / READABLE;
const KINDS = ["done", "active", "failed", "cancelled", "taken"];

async function show(place) {
  const canvas = place.querySelector("[data-canvas]");
  const viewer = new NavigatedViewer({ container: canvas });
  const state = { marks: JSON.parse(place.dataset.marks || "{}") };
  tools(place, viewer, state);
  await draw(viewer, place.dataset.diagram, state, canvas);
  const choice = place.querySelector("[data-choice]");
  if (choice) choice.onchange = () => draw(viewer, choice.value, state, canvas);
  if (place.dataset.live) setInterval(() => follow(viewer, place.dataset.live, state), 15000);
}

async function draw(viewer, url, state, canvas) {
  try {
    const response = await fetch(url, { credentials: "same-origin" });
    if (!response.ok) throw new Error(String(response.status));
    await viewer.importXML(await response.text());
  } catch {
    canvas.textContent = t("The diagram could not be shown.");
    return;
  }
  if (language !== "zh") widenLabels(viewer);
  mark(viewer, state.marks, {});
  look(viewer, state.marks);
}

async function follow(viewer, url, state) {
  if (document.hidden) return;
  const answer = await once(url);
  if (answer.status === 200) state.marks = mark(viewer, answer.body, state.marks);
}

/** Show the whole diagram, never larger than life. */
function fit(viewer) {
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  if (canvas.zoom() > 1) canvas.zoom(1, "auto");
}

/** Show the whole diagram, or as much of it as can be read around what goes on now. */
function look(viewer, marks) {
  fit(viewer);
  const canvas = viewer.get("canvas");
  if (canvas.zoom() >= READABLE) return;
  const registry = viewer.get("elementRegistry");
  const start = registry.find((element) => element.type === "bpmn:StartEvent" && element.parent?.type !== "bpmn:SubProcess");
  const centre = (marks.active ?? []).map((id) => registry.get(id)).find(Boolean) ?? start;
  if (!centre) return;
  const { width, height } = canvas.viewbox().outer;
  const [w, h] = [width / READABLE, height / READABLE];
  const whole = canvas.viewbox().inner;
  const x = clamp(centre.x + centre.width / 2 - w / 2, whole.x - 20, whole.x + whole.width - w + 20);
  const y = clamp(centre.y + centre.height / 2 - h / 2, whole.y - TOOLS, whole.y + whole.height - h + 20);
  canvas.viewbox({ x, y, width: w, height: h });
}

function clamp(value, low, high) {
  return high < low ? (low + high) / 2 : Math.min(Math.max(value, low), high);
}

/** Give labels drawn for two Chinese characters room for English words. */
function widenLabels(viewer) {
  const bus = viewer.get("eventBus");
  for (const label of viewer.get("elementRegistry").filter((element) => element.labelTarget)) {
    const width = Math.max(label.width, 80);
    label.x -= (width - label.width) / 2;
    label.width = width;
    bus.fire("element.changed", { element: label });
  }
}

function mark(viewer, marks, before) {
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const kind of KINDS) {
    for (const id of before[kind] ?? []) if (registry.get(id)) canvas.removeMarker(id, `gf-${kind}`);
    for (const id of marks[kind] ?? []) if (registry.get(id)) canvas.addMarker(id, `gf-${kind}`);
  }
  return marks;
}

function tools(place, viewer, state) {
  const canvas = viewer.get("canvas");
  const acts = {
    in: () => canvas.zoom(canvas.zoom() * 1.25),
    out: () => canvas.zoom(canvas.zoom() / 1.25),
    fit: () => fit(viewer),
  };
  for (const button of place.querySelectorAll("[data-zoom]")) button.onclick = acts[button.dataset.zoom];
  // A diagram in a hidden tab has no size; fit it when it is first seen.
  new ResizeObserver(() => place.clientWidth > 0 && viewer.getDefinitions() && look(viewer, state.marks)).observe(place);
}

for (const place of document.querySelectorAll("[data-diagram]")) show(place);
