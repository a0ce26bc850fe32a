// Suggests people while an @ is typed in a remark; their account goes into the text.

const TYPED = /(?:^|[^\w.@])@([^\s@]{1,20})$/;
let box = null;
let asked = 0;

function close() {
  box?.remove();
  box = null;
}

function before(area) {
  return area.value.slice(0, area.selectionStart);
}

function insert(area, account) {
  const start = before(area).lastIndexOf("@");
  area.setRangeText(`@${account} `, start, area.selectionStart, "end");
  close();
  area.focus();
}

function show(area, people) {
  close();
  if (!people.length) return;
  box = document.createElement("div");
  box.className = "list-group mention-box";
  box.setAttribute("role", "listbox");
  for (const [number, one] of people.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "list-group-item list-group-item-action" + (number ? "" : " active");
    button.setAttribute("role", "option");
    button.textContent = `${one.label} @${one.value}`;
    button.addEventListener("mousedown", (event) => {
      event.preventDefault();
      insert(area, one.value);
    });
    button.dataset.account = one.value;
    box.append(button);
  }
  area.insertAdjacentElement("afterend", box);
}

document.addEventListener("input", async (event) => {
  const area = event.target;
  if (!area.matches?.("[data-mention]") || event.isComposing) return;
  const found = TYPED.exec(before(area));
  if (!found) return close();
  const number = ++asked;
  const answer = await fetch(`${area.dataset.mention}?text=${encodeURIComponent(found[1])}`, { headers: { Accept: "application/json" } });
  if (answer.ok && number === asked) show(area, await answer.json());
});

function step(by) {
  const all = [...box.children];
  const next = (all.findIndex((one) => one.classList.contains("active")) + by + all.length) % all.length;
  all.forEach((one, index) => one.classList.toggle("active", index === next));
}

document.addEventListener("keydown", (event) => {
  if (!box || !event.target.matches?.("[data-mention]") || event.isComposing) return;
  const chosen = box.querySelector(".active");
  if (event.key === "ArrowDown") step(1);
  else if (event.key === "ArrowUp") step(-1);
  else if (event.key === "Enter" || event.key === "Tab") insert(event.target, chosen.dataset.account);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-mention]")) close();
});
