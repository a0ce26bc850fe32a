// The inbox by keyboard and by the dozen: choosing rows, moving among them, the sheet of shortcuts.

const rows = () => [...document.querySelectorAll("tr[data-href]")];
const boxes = () => [...document.querySelectorAll("input[data-choose]")];

/** Show the buttons for the chosen rows, and how many there are. */
function showChosen() {
  const bar = document.getElementById("bulk");
  if (!bar) return;
  const chosen = boxes().filter((box) => box.checked).length;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-chosen]").textContent = chosen;
  const all = document.querySelector("[data-choose-all]");
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose-all]")) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.matches("[data-choose], [data-choose-all]")) showChosen();
});
window.addEventListener("pageshow", showChosen);

document.addEventListener("click", (event) => {
  const all = event.target.closest("[data-decide-all]");
  if (all) for (const one of document.querySelectorAll("[data-decision]")) one.value = all.dataset.decideAll;
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open).showModal();
});

let current = -1;

function goTo(step) {
  const list = rows();
  if (!list.length) return;
  list[current]?.classList.remove("row-current");
  current = Math.min(Math.max(current + step, 0), list.length - 1);
  list[current].classList.add("row-current");
  list[current].querySelector("a")?.focus({ preventScroll: true });
  list[current].scrollIntoView({ block: "nearest" });
}

function claim() {
  const claiming = (current < 0 ? document : rows()[current]).querySelector("form[action$='/claim'] button");
  claiming?.click();
}

function choose() {
  const box = rows()[current]?.querySelector("[data-choose]");
  if (box) box.click();
}

const KEYS = {
  j: () => goTo(1),
  k: () => goTo(-1),
  x: choose,
  c: claim,
  i: () => document.querySelector("[data-key-inbox]")?.click(),
  "/": () => document.querySelector("main input[type=search], header input[type=search]")?.focus(),
  "?": () => document.getElementById("shortcuts")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const place = event.composedPath()[0];
  const isTyping = place.closest?.("input:not([type=checkbox]),textarea,select,[contenteditable=true],dialog,.modal.show");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
