// Talking to the server without losing what was typed: a session that ended is renewed in place.
import { t } from "./texts.js";

// The page's tag is the one place of the token: every bundle reads and renews it there.
const tag = document.querySelector('meta[name="csrf-token"]');

/** Send a request; on an expired session ask for the password and send it again. */
export async function send(url, options = {}) {
  const answer = await once(url, options);
  if (answer.status !== 401) return answer;
  if (!(await signInAgain())) return answer;
  return once(url, options);
}

/** Send JSON and read the JSON answer; never throws. */
export async function sendJson(url, body) {
  const options = { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  return send(url, options);
}

/** Send a request once, whatever the answer. */
export async function once(url, options = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": tag?.content ?? "", ...options.headers };
  try {
    const response = await fetch(url, { credentials: "same-origin", ...options, headers });
    const text = await response.text();
    return { status: response.status, body: parse(text) };
  } catch {
    return { status: 0, body: { message: t("The server cannot be reached. What you typed is kept here; try again in a moment.") } };
  }
}

function renew(answer) {
  const { token } = answer.body;
  if (!tag || !token) return;
  tag.content = token;
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Open the sign-in dialog over the page; true when the person is signed in again. */
function signInAgain() {
  const dialog = document.getElementById("sign-in-again");
  if (!dialog) return Promise.resolve(false);
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector("[data-problem]");
  dialog.showModal();
  return new Promise((resolve) => {
    const close = (done) => {
      form.onsubmit = null;
      dialog.onclose = null;
      if (dialog.open) dialog.close();
      resolve(done);
    };
    dialog.onclose = () => close(false);
    form.onsubmit = async (event) => {
      event.preventDefault();
      event.stopPropagation();
      renew(await once(form.dataset.token));
      const answer = await once(form.action, { method: "POST", body: new FormData(form) });
      if (answer.status === 200) {
        renew(answer);
        close(true);
      } else {
        problem.textContent = answer.body.message ?? t("Signing in failed.");
        problem.hidden = false;
      }
    };
  });
}
