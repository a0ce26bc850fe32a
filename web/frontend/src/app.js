// The parts every page has: htmx, Tabler's menus and dialogs, and small helpers driven by data attributes.
import "./app.css";
import "./choices.js";
import "./inbox.js";
import "./mentions.js";
import "@tabler/core/dist/js/tabler.min.js";
import htmx from "htmx.org";

window.htmx = htmx;

/** Submit a filter form as soon as one of its choices changes. */
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
});

/** Ask before something that cannot be taken back; stop a double submit. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented || form.dataset.submitted || form.method === "get") {
    if (form.dataset.submitted) event.preventDefault();
    return;
  }
  form.dataset.submitted = "1";
  form.classList.add("visually-busy");
});

// The browser's back button shows a page as it was left: forms must work again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-submitted]")) {
    delete form.dataset.submitted;
    form.classList.remove("visually-busy");
  }
});

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy);
  const back = event.target.closest("[data-back]");
  if (back && window.history.length > 1) {
    event.preventDefault();
    window.history.back();
  }
});

/** A phrase is put behind what was written already. */
document.addEventListener("click", (event) => {
  const phrase = event.target.closest("[data-insert]");
  if (!phrase) return;
  const field = document.getElementById(phrase.dataset.insert);
  field.value += (field.value && !field.value.endsWith("\n") ? "\n" : "") + phrase.textContent;
  field.focus();
});

/** A whole row opens its case, but links and buttons in it keep their own meaning. */
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (row && !event.target.closest("a,button,input,label,select")) window.location.href = row.dataset.href;
});

/** Small manners: fill in a demonstration account, close the sign-in dialog. */
document.addEventListener("click", (event) => {
  const person = event.target.closest("[data-fill]");
  if (person) {
    document.getElementById("username").value = person.dataset.fill;
    document.getElementById("password").focus();
  }
  event.target.closest("[data-close]")?.closest("dialog")?.close();
});

// A long list shows where one is in it.
for (const current of document.querySelectorAll(".list-group [aria-current]")) {
  const list = current.closest(".list-group");
  list.scrollTop = current.offsetTop - list.clientHeight / 2;
}

// What htmx sent for a person and could not be done is said; the page's own polling stays silent.
function refuse(event) {
  const { ctx } = event.detail;
  if (ctx?.sourceElement?.hidden) return;
  const box = document.createElement("div");
  box.className = "alert alert-danger shadow mb-0";
  box.setAttribute("role", "alert");
  box.textContent = document.body.dataset.refused;
  document.querySelector(".toast-area")?.append(box);
  setTimeout(() => box.remove(), 10000);
}
// What went well has been read after a while; it stays as long as somebody points at it.
for (const box of document.querySelectorAll(".toast-area .alert-success")) {
  setInterval(() => box.matches(":hover, :focus-within") || box.remove(), 10000);
}
document.addEventListener("htmx:response:error", refuse);
document.addEventListener("htmx:error", refuse);

// Signing out leaves nothing of what was typed on this device.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith("gridflow:")) localStorage.removeItem(key);
});
