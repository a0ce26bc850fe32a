// A pad for a handwritten signature: finger, pen or mouse; what is drawn goes along when the form is sent.
const INK = "#10243e";

export class SignaturePad {
  /** The pad of a form, or one that asks for nothing when the page has none. */
  constructor(place) {
    this.box = document.querySelector(`[data-signature="${place.id}"]`);
    this.isDrawn = false;
    if (!this.box) return;
    this.canvas = this.box.querySelector("canvas");
    this.problem = this.box.querySelector("[data-problem]");
    this.pen = this.canvas.getContext("2d");
    this.fit();
    new ResizeObserver(() => this.fit()).observe(this.canvas);
    this.canvas.addEventListener("pointerdown", (event) => this.start(event));
    this.canvas.addEventListener("pointermove", (event) => this.draw(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => (this.last = null));
    this.box.querySelector("[data-clear]").addEventListener("click", () => this.clear());
  }

  /** Make the canvas as sharp as the screen; turning the phone keeps what was drawn. */
  fit() {
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = this.canvas.getBoundingClientRect();
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (!wide || (this.canvas.width === wide && this.canvas.height === high)) return;
    const kept = this.isDrawn ? Object.assign(document.createElement("canvas"), { width: this.canvas.width, height: this.canvas.height }) : null;
    kept?.getContext("2d").drawImage(this.canvas, 0, 0);
    Object.assign(this.canvas, { width: wide, height: high });
    if (kept) this.pen.drawImage(kept, 0, 0, kept.width * Math.min(1, wide / kept.width), kept.height * Math.min(1, wide / kept.width));
    Object.assign(this.pen, { lineWidth: 2.2 * ratio, lineCap: "round", lineJoin: "round", strokeStyle: INK, fillStyle: INK });
  }

  start(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.last = this.at(event);
    this.pen.beginPath();
    this.pen.arc(...this.last, this.pen.lineWidth / 2, 0, 2 * Math.PI);
    this.pen.fill();
    this.isDrawn = true;
    this.problem.hidden = true;
  }

  draw(event) {
    if (!this.last) return;
    const next = this.at(event);
    this.pen.beginPath();
    this.pen.moveTo(...this.last);
    this.pen.lineTo(...next);
    this.pen.stroke();
    this.last = next;
  }

  at(event) {
    const { left, top, width } = this.canvas.getBoundingClientRect();
    const scale = this.canvas.width / width;
    return [(event.clientX - left) * scale, (event.clientY - top) * scale];
  }

  clear() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.isDrawn = false;
  }

  /** Tell whether a signature is asked for and not there; says so at the pad. */
  isMissing() {
    if (!this.box || this.isDrawn) return false;
    this.problem.hidden = false;
    this.box.scrollIntoView({ block: "center" });
    return true;
  }

  /** Return what goes along with the form: the picture as PNG, nothing when none is asked for. */
  extras() {
    return this.box ? { signature: this.canvas.toDataURL("image/png").split(",")[1] } : {};
  }
}
