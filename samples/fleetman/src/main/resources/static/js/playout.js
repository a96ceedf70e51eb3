// Where a vehicle is shown: a little in the past, between two reports, so that it moves evenly although reports come
// when they come.

const BEHIND_MS = 4500;
const SAMPLES_MAX = 40;

/** The samples of one vehicle and the way between them. */
export class Playout {
  #samples = [];
  #clockAhead = Infinity;

  /** Takes a report: a point of the drawing and when it was true, in ms of the server's clock. */
  add(point, at) {
    const last = this.#samples.at(-1);
    if (last && at <= last.at) return;
    this.#samples.push({ ...point, at });
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
    // The least delay seen tells best how far apart the two clocks are.
    this.#clockAhead = Math.min(this.#clockAhead, Date.now() - at);
  }

  /** Point and heading (degrees, null while unknown) now. */
  position() {
    const time = Date.now() - this.#clockAhead - BEHIND_MS;
    const s = this.#samples;
    let i = s.findLastIndex((sample) => sample.at <= time);
    if (i < 0) i = 0;
    const from = s[i];
    const to = s[i + 1];
    if (!to || time < from.at) return { x: from.x, y: from.y, heading: this.#heading(i) };
    const part = (time - from.at) / (to.at - from.at);
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part, heading: this.#heading(i) };
  }

  #heading(i) {
    const from = this.#samples[Math.min(i, this.#samples.length - 2)];
    const to = this.#samples[Math.min(i + 1, this.#samples.length - 1)];
    if (!from || !to || (from.x === to.x && from.y === to.y)) return null;
    return (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  }
}
