// The card of the selected vehicle: who drives it, where it was seen, how fast it has been.

import { byId, svg } from "./dom.js";
import { place } from "./format.js";

const SPEEDS_KEPT = 60;
const SPARK = { width: 220, height: 48, mphAtLeast: 40 };

export class DriverCard {
  #speeds = new Map();
  #name = null;

  /** Shows the card for this vehicle, with what was last seen of it, if anything; its driver is not known yet. */
  open(name, vehicle) {
    this.#name = name;
    byId("driver").hidden = false;
    byId("driver-vehicle").textContent = name;
    byId("driver-name").textContent = "–";
    byId("driver-place").textContent = "–";
    byId("driver-mph").textContent = "–";
    byId("driver-photo").removeAttribute("src");
    this.#drawSpeeds();
    if (vehicle) this.#show(vehicle);
  }

  /** The driver came. */
  driver({ name, photo }) {
    byId("driver-name").textContent = name ?? "nobody";
    const picture = byId("driver-photo");
    picture.alt = name ? `Portrait of ${name}` : "";
    if (photo) picture.src = photo;
  }

  /** A vehicle was seen. */
  seen(vehicle) {
    const speeds = this.#speeds.get(vehicle.name) ?? [];
    if (vehicle.mph !== null) speeds.push(vehicle.mph);
    if (speeds.length > SPEEDS_KEPT) speeds.shift();
    this.#speeds.set(vehicle.name, speeds);
    if (vehicle.name === this.#name) this.#show(vehicle);
  }

  #show(vehicle) {
    byId("driver-place").textContent = place(vehicle);
    byId("driver-mph").textContent = vehicle.mph === null ? "–" : String(Math.round(vehicle.mph));
    this.#drawSpeeds();
  }

  #drawSpeeds() {
    const speeds = this.#speeds.get(this.#name) ?? [];
    const spark = byId("driver-spark");
    if (speeds.length < 2) return spark.replaceChildren();
    const top = Math.max(SPARK.mphAtLeast, ...speeds);
    const step = SPARK.width / (speeds.length - 1);
    const line = speeds.map((mph, i) => `${(i * step).toFixed(1)} ${(SPARK.height * (1 - mph / top)).toFixed(1)}`).join("L");
    spark.replaceChildren(
      svg("path", { class: "spark-below", d: `M0 ${SPARK.height}L${line}L${SPARK.width} ${SPARK.height}Z` }),
      svg("path", { d: `M${line}` }),
    );
  }
}
