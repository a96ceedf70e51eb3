// Which part of the map is in sight.

import { HEIGHT, WIDTH, units } from "./region.js";

const ZOOM_MAX = 5;
const SCALES_METRES = [50, 100, 200, 500, 1000];

/** The view: centre and zoom, moved by hand or in a short flight. Tells `onMove` whenever it changes. */
export class Camera {
  #onMove;
  #size = { width: 1, height: 1 };
  #view = { x: WIDTH / 2, y: HEIGHT / 2, zoom: 1 };
  #flight = 0;

  constructor(onMove) {
    this.#onMove = onMove;
  }

  /** Pixels for one unit; at zoom 1 the drawing just covers the panel. */
  get scale() {
    return Math.max(this.#size.width / WIDTH, this.#size.height / HEIGHT) * this.#view.zoom;
  }

  get box() {
    const width = this.#size.width / this.scale;
    const height = this.#size.height / this.scale;
    return { x: this.#view.x - width / 2, y: this.#view.y - height / 2, width, height };
  }

  resize(width, height) {
    this.#size = { width: Math.max(1, width), height: Math.max(1, height) };
    this.#set(this.#view);
  }

  /** Where a point of the drawing is on the panel. */
  toScreen(point) {
    const box = this.box;
    return { x: (point.x - box.x) * this.scale, y: (point.y - box.y) * this.scale };
  }

  /** Moves by pixels. */
  pan(dx, dy) {
    cancelAnimationFrame(this.#flight);
    this.#set({ ...this.#view, x: this.#view.x - dx / this.scale, y: this.#view.y - dy / this.scale });
  }

  /** Zooms, keeping the point under the pointer where it is. */
  zoomAt(factor, px = this.#size.width / 2, py = this.#size.height / 2) {
    cancelAnimationFrame(this.#flight);
    const before = this.box;
    const at = { x: before.x + px / this.scale, y: before.y + py / this.scale };
    const zoom = Math.min(ZOOM_MAX, Math.max(1, this.#view.zoom * factor));
    const ratio = this.#view.zoom / zoom;
    this.#set({ zoom, x: at.x + (this.#view.x - at.x) * ratio, y: at.y + (this.#view.y - at.y) * ratio });
  }

  /** Flies to a point. */
  flyTo(point, zoom = this.#view.zoom) {
    cancelAnimationFrame(this.#flight);
    const from = { ...this.#view };
    const to = this.#clamped({ x: point.x, y: point.y, zoom });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.#set(to);
    const began = performance.now();
    const step = (now) => {
      const part = Math.min(1, (now - began) / 600);
      const eased = 1 - (1 - part) ** 3;
      const mix = (key) => from[key] + (to[key] - from[key]) * eased;
      this.#set({ x: mix("x"), y: mix("y"), zoom: mix("zoom") });
      if (part < 1) this.#flight = requestAnimationFrame(step);
    };
    this.#flight = requestAnimationFrame(step);
  }

  /** The whole drawing. */
  flyHome() {
    this.flyTo({ x: WIDTH / 2, y: HEIGHT / 2 }, 1);
  }

  /** A round length that fits beside the map: metres and pixels. */
  ruler() {
    const fitting = SCALES_METRES.filter((m) => units(m) * this.scale <= 130);
    const metres = fitting.at(-1) ?? SCALES_METRES[0];
    return { metres, pixels: units(metres) * this.scale };
  }

  #set(view) {
    this.#view = this.#clamped(view);
    this.#onMove(this);
  }

  #clamped({ x, y, zoom }) {
    const scale = Math.max(this.#size.width / WIDTH, this.#size.height / HEIGHT) * zoom;
    const halfWidth = this.#size.width / scale / 2;
    const halfHeight = this.#size.height / scale / 2;
    const within = (value, half, whole) => Math.min(whole - half, Math.max(half, value));
    return { zoom, x: within(x, halfWidth, WIDTH), y: within(y, halfHeight, HEIGHT) };
  }
}
