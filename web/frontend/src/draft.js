// What was typed and not yet sent: at once on this device, a little later on the server.
import { sendJson } from "./net.js";
import { t } from "./texts.js";

const LATER = 4000;

export class Draft {
  /** The form's place names the server's address of the draft; `saved` is what the server knows. */
  constructor(place, saved) {
    this.url = place.dataset.draft;
    this.key = `gridflow:${place.dataset.draftKey}`;
    this.savedAt = Date.parse(place.dataset.savedAt || "") || 0;
    // How far the server's clock is from this device's: copies are compared by one clock.
    this.ahead = (Date.parse(place.dataset.now || "") || Date.now()) - Date.now();
    this.saved = saved;
    this.place = place;
    this.last = null;
    this.timer = null;
    this.pending = Promise.resolve();
  }

  /** Return what the form starts with: this device's copy if it is younger than the server's. */
  restore() {
    const local = read(this.key);
    if (!local || local.at <= this.savedAt) return this.saved;
    const note = document.querySelector(`[data-form-restored="${this.place.id}"]`);
    if (note) {
      note.querySelector("[data-text]").textContent = t("We restored what you typed at {time}.", { time: clock(local.at) });
      note.hidden = false;
    }
    return { ...this.saved, ...local.data };
  }

  /** Remember a change here now, on the server when the typing pauses. */
  keep(data) {
    const text = JSON.stringify(data);
    if (this.last === null || text === this.last) {
      this.last = text;
      return;
    }
    this.last = text;
    write(this.key, { at: Date.now() + this.ahead, data });
    clearTimeout(this.timer);
    if (this.url) this.timer = setTimeout(() => this.save(data), LATER);
  }

  /** Store on the server; without it the copy on this device remains. */
  save(data) {
    clearTimeout(this.timer);
    if (!this.url) return this.pending;
    this.pending = this.pending.then(async () => {
      const answer = await sendJson(this.url, { data });
      const kept = answer.status === 200 || answer.status === 204;
      if (kept && answer.body?.at) this.settleCopies(Date.parse(answer.body.at), data);
      this.say(kept ? t("Draft saved at {time}", { time: clock(Date.now()) }) : t("Draft kept on this device"));
    });
    return this.pending;
  }

  /** Both copies are the same now: this device's bears the server's time too. */
  settleCopies(at, data) {
    this.savedAt = at;
    if (this.last === JSON.stringify(data)) write(this.key, { at, data });
  }

  /** Wait for a draft under way, so that it cannot arrive after the completion. */
  settle() {
    clearTimeout(this.timer);
    return this.pending;
  }

  /** Drop both copies. */
  async discard() {
    this.forget();
    if (this.url) await sendJson(this.url, { data: null });
  }

  /** Drop this device's copy. */
  forget() {
    clearTimeout(this.timer);
    window.localStorage.removeItem(this.key);
  }

  say(text) {
    const status = document.querySelector(`[data-form-status="${this.place.id}"]`);
    if (status) status.textContent = text;
  }
}

function read(key) {
  try {
    return JSON.parse(window.localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    window.localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Private windows may have no storage; the server's copy remains.
  }
}

function clock(at) {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}
