// The map on the page: the drawing, the vehicles on it, the trail of one of them, and how a hand or a key moves it.

import { Camera } from "./camera.js";
import { Playout } from "./playout.js";
import { html, svg, truck } from "./dom.js";
import { drawGround } from "./ground.js";
import { project } from "./region.js";

const NAME_ROOM_PX = 180;
const EDGE_PX = 40;
const WHEEL = 0.0016;
const KEY_STEP = 90;
const KEYS = {
  ArrowLeft: (camera) => camera.pan(KEY_STEP, 0),
  ArrowRight: (camera) => camera.pan(-KEY_STEP, 0),
  ArrowUp: (camera) => camera.pan(0, KEY_STEP),
  ArrowDown: (camera) => camera.pan(0, -KEY_STEP),
  "+": (camera) => camera.zoomAt(1.4),
  "=": (camera) => camera.zoomAt(1.4),
  "-": (camera) => camera.zoomAt(1 / 1.4),
  0: (camera) => camera.flyHome(),
};

export class FleetMap {
  #panel;
  #ground;
  #trailLayer;
  #trail = svg("path", { class: "trail" });
  #ruler = html("div", { class: "scale", "aria-hidden": "true" }, html("span"), html("div", { class: "scale-bar" }));
  #vehicles = new Map();
  #past = [];
  #selected = null;
  #onSelect;

  /** Draws the region into the panel; `onSelect` hears the name of a vehicle that is clicked. */
  constructor(panel, region, onSelect) {
    this.#panel = panel;
    this.#onSelect = onSelect;
    this.#ground = drawGround(region);
    this.#trailLayer = svg("svg", { class: "trail-layer", "aria-hidden": "true" }, this.#trail);
    panel.append(this.#ground, this.#trailLayer);
    panel.after(this.#ruler);
    this.camera = new Camera(() => this.#moved());
    new ResizeObserver(() => this.camera.resize(panel.clientWidth, panel.clientHeight)).observe(panel);
    this.camera.resize(panel.clientWidth, panel.clientHeight);
    this.#listen();
    requestAnimationFrame(() => this.#frame());
  }

  /** A vehicle was seen. */
  seen(vehicle, badge) {
    const known = this.#vehicles.get(vehicle.name) ?? this.#add(vehicle.name, badge);
    known.playout.add(project(vehicle), vehicle.seenAt);
    known.marker.setAttribute("aria-label", `${vehicle.name}, ${vehicle.mph === null ? "speed unknown" : `${Math.round(vehicle.mph)} miles an hour`}`);
    if (vehicle.name === this.#selected && this.#past.length > 0) this.#past.push(project(vehicle));
  }

  /** Marks a vehicle; its trail is not known yet. */
  select(name) {
    this.#selected = name;
    this.#past = [];
    this.#trail.setAttribute("d", "");
    for (const [other, { marker }] of this.#vehicles) marker.setAttribute("aria-pressed", String(other === name));
  }

  /** Brings a vehicle to the middle. */
  centre(name) {
    const vehicle = this.#vehicles.get(name);
    if (vehicle) this.camera.flyTo(vehicle.playout.position());
  }

  /** Brings a vehicle to the middle if it is out of sight. */
  bringIntoSight(name) {
    const at = this.camera.toScreen(this.#vehicles.get(name).playout.position());
    const inside = (value, size) => value > EDGE_PX && value < size - EDGE_PX;
    if (!inside(at.x, this.#panel.clientWidth) || !inside(at.y, this.#panel.clientHeight)) this.centre(name);
  }

  /** Where the selected vehicle was, oldest first. */
  history(places) {
    this.#past = places.map(project);
  }

  #add(name, badge) {
    const nose = svg("svg", { class: "vehicle-nose", viewBox: "0 0 50 50", "aria-hidden": "true" }, svg("path", { d: "M40 18L49 25L40 32z" }));
    const marker = html("button", { type: "button", class: `vehicle badge-${badge}`, "aria-pressed": String(name === this.#selected) }, nose, html("span", { class: "vehicle-disc" }, truck()), html("span", { class: "vehicle-name" }, name));
    marker.dataset.name = name;
    marker.addEventListener("click", () => this.#onSelect(name));
    this.#panel.append(marker);
    const vehicle = { marker, nose, playout: new Playout() };
    this.#vehicles.set(name, vehicle);
    return vehicle;
  }

  #frame() {
    for (const [name, vehicle] of this.#vehicles) {
      const at = vehicle.playout.position();
      const screen = this.camera.toScreen(at);
      vehicle.marker.style.transform = `translate(${screen.x.toFixed(2)}px, ${screen.y.toFixed(2)}px)`;
      vehicle.marker.classList.toggle("name-left", screen.x > this.#panel.clientWidth - NAME_ROOM_PX);
      vehicle.nose.style.display = at.heading === null ? "none" : "";
      if (at.heading !== null) vehicle.nose.style.transform = `rotate(${at.heading.toFixed(1)}deg)`;
      if (name === this.#selected) this.#drawTrail(at);
    }
    requestAnimationFrame(() => this.#frame());
  }

  /** The reports run ahead of what is shown: the trail ends where the vehicle is drawn. */
  #drawTrail(at) {
    let end = this.#past.length;
    let nearest = Infinity;
    for (let i = this.#past.length - 1; i >= Math.max(0, this.#past.length - 12); i--) {
      const distance = Math.hypot(this.#past[i].x - at.x, this.#past[i].y - at.y);
      if (distance < nearest) [nearest, end] = [distance, i];
    }
    const way = [...this.#past.slice(0, end), at];
    this.#trail.setAttribute("d", way.length < 2 ? "" : `M${way.map((p) => `${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join("L")}`);
  }

  #moved() {
    const { x, y, width, height } = this.camera.box;
    const box = `${x} ${y} ${width} ${height}`;
    this.#ground.setAttribute("viewBox", box);
    this.#trailLayer.setAttribute("viewBox", box);
    const { metres, pixels } = this.camera.ruler();
    this.#ruler.firstChild.textContent = metres < 1000 ? `${metres} m` : `${metres / 1000} km`;
    this.#ruler.lastChild.style.width = `${pixels}px`;
  }

  #listen() {
    const panel = this.#panel;
    panel.addEventListener("wheel", (event) => {
      event.preventDefault();
      const at = panel.getBoundingClientRect();
      this.camera.zoomAt(Math.exp(-event.deltaY * WHEEL), event.clientX - at.left, event.clientY - at.top);
    }, { passive: false });
    panel.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.target.closest(".vehicle")) return;
      panel.setPointerCapture(event.pointerId);
      panel.classList.add("dragging");
    });
    panel.addEventListener("pointermove", (event) => {
      if (panel.hasPointerCapture(event.pointerId)) this.camera.pan(event.movementX, event.movementY);
    });
    for (const end of ["pointerup", "pointercancel"]) panel.addEventListener(end, () => panel.classList.remove("dragging"));
    panel.addEventListener("keydown", (event) => {
      const move = KEYS[event.key];
      if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      move(this.camera);
    });
  }
}
