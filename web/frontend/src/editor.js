// The editor of diagrams: modeler, properties panel, Camunda extensions, Chinese.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "./editor.css";
import Modeler from "bpmn-js/lib/Modeler";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule } from "bpmn-js-properties-panel";
import behaviors from "camunda-bpmn-js-behaviors/lib/camunda-platform";
import camunda from "camunda-bpmn-moddle/resources/camunda.json";
import drawing from "bpmn-js-i18n-zh/lib/bpmn-js/index.js";
import camundaPanel from "bpmn-js-i18n-zh/lib/camunda-properties-panel/index.js";
import panel from "bpmn-js-i18n-zh/lib/properties-panel/index.js";
import { send } from "./net.js";
import own from "./editor-zh.json";
import { language } from "./texts.js";

// Letter case differs between the dictionary and the panel's present words.
const WORDS = new Map(Object.entries({ ...drawing, ...panel, ...camundaPanel, ...own }).map(([text, said]) => [text.toLowerCase(), said]));

function translate(template, facts = {}) {
  const said = language === "zh" ? (WORDS.get(template.toLowerCase()) ?? template) : template;
  return said.replace(/{([^}]+)}/g, (whole, name) => facts[name] ?? whole);
}

async function open(place) {
  const modeler = new Modeler({
    container: place.querySelector("[data-canvas]"),
    propertiesPanel: { parent: place.querySelector("[data-panel]") },
    moddleExtensions: { camunda },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      CamundaPlatformPropertiesProviderModule,
      behaviors,
      { translate: ["value", translate] },
    ],
  });
  const answer = await fetch(place.dataset.editor, { credentials: "same-origin" });
  await modeler.importXML(await answer.text());
  modeler.get("canvas").zoom("fit-viewport", "auto");
  document.querySelector("[data-download]").onclick = () => download(modeler, place.dataset.file);
  const button = document.querySelector("[data-deploy]");
  button.onclick = () => deploy(modeler, place, button);
  let hasChanged = false;
  modeler.on("commandStack.changed", () => (hasChanged = true));
  window.addEventListener("beforeunload", (event) => hasChanged && !place.dataset.deployed && event.preventDefault());
}

async function download(modeler, file) {
  const { xml } = await modeler.saveXML({ format: true });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([xml], { type: "application/xml" }));
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Send the diagram; deployed, go to the list, else say every problem and mark its element. */
async function deploy(modeler, place, button) {
  button.disabled = true;
  const { xml } = await modeler.saveXML({ format: true });
  const body = new FormData();
  body.append("files", new File([xml], place.dataset.file, { type: "application/xml" }));
  const answer = await send(place.dataset.deployUrl, { method: "POST", body });
  button.disabled = false;
  if (answer.status === 200) {
    place.dataset.deployed = "1";
    window.location.assign(answer.body.redirect);
    return;
  }
  complain(modeler, answer.body);
}

function complain(modeler, { message, problems = [] }) {
  const box = document.querySelector("[data-problems]");
  const canvas = modeler.get("canvas");
  const registry = modeler.get("elementRegistry");
  registry.forEach((element) => canvas.removeMarker(element, "gf-problem"));
  const list = document.createElement("ul");
  list.className = "mb-0";
  for (const one of problems) {
    list.append(Object.assign(document.createElement("li"), { textContent: [one.element, one.message].filter(Boolean).join(": ") }));
    if (registry.get(one.element)) canvas.addMarker(one.element, "gf-problem");
  }
  box.replaceChildren(message ?? "", list);
  box.hidden = false;
  box.scrollIntoView({ block: "center" });
}

for (const place of document.querySelectorAll("[data-editor]")) open(place);
