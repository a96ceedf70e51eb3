// The list of vehicles, and the tiles above it.

import { byId, html, truck } from "./dom.js";
import { clock } from "./format.js";

const STALE_MS = 30_000;

export class FleetTable {
  #body;
  #rows = new Map();
  #onSelect;

  /** Fills the table body; `onSelect` hears the name of a vehicle that is chosen. */
  constructor(body, onSelect) {
    this.#body = body;
    this.#onSelect = onSelect;
  }

  /** Shows the vehicles, in this order. */
  show(vehicles, badges) {
    this.#body.querySelector(".waiting")?.remove();
    for (const vehicle of vehicles) {
      const row = this.#rows.get(vehicle.name) ?? this.#add(vehicle.name, badges.get(vehicle.name));
      row.seen.textContent = clock(vehicle.seenAt);
      row.mph.replaceChildren(...(vehicle.mph === null ? ["–"] : [String(Math.round(vehicle.mph)), html("small", {}, " mph")]));
    }
    this.#body.append(...vehicles.map((vehicle) => this.#rows.get(vehicle.name).row).filter((row, i) => this.#body.children[i] !== row));
    tiles(vehicles);
  }

  /** Fades the vehicles that have been silent for long. */
  fade(vehicles, now) {
    for (const vehicle of vehicles) {
      this.#rows.get(vehicle.name)?.row.classList.toggle("stale", now - vehicle.heardAt > STALE_MS);
    }
  }

  /** Marks one. */
  select(name) {
    for (const [other, { row }] of this.#rows) row.setAttribute("aria-current", String(other === name));
  }

  #add(name, badge) {
    const link = html("a", { class: "name", href: `/vehicle/${encodeURIComponent(name)}` }, html("span", { class: "truck" }, truck()), html("span", {}, name));
    const seen = html("td", { class: "seen" });
    const mph = html("td", { class: "mph" });
    const row = html("tr", { class: `badge-${badge}`, "aria-current": "false" }, html("td", {}, link), seen, mph);
    row.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#onSelect(name);
    });
    this.#rows.set(name, { row, seen, mph });
    return this.#rows.get(name);
  }
}

function tiles(vehicles) {
  const speeds = vehicles.map((vehicle) => vehicle.mph).filter((mph) => mph !== null);
  const mph = (value) => (speeds.length === 0 ? ["–"] : [String(Math.round(value)), html("small", {}, "mph")]);
  byId("tile-count").textContent = String(vehicles.length);
  byId("tile-average").replaceChildren(...mph(speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length));
  byId("tile-fastest").replaceChildren(...mph(Math.max(...speeds)));
}
