// Puts the page together. Positions come by WebSocket and go to table, map and card; choosing a vehicle asks the
// gateway who drives it and where it was. The address of the page says which one is chosen.

import { ApiError, ask } from "./api.js";
import { DriverCard } from "./driver.js";
import { FleetMap } from "./map.js";
import { FleetTable } from "./table.js";
import { byId } from "./dom.js";
import { followTheme } from "./theme.js";
import { listen } from "./updates.js";
import { parseRegion } from "./region.js";
import { showError } from "./snackbar.js";

const FIRST_VEHICLE = "City Truck";
const BADGES = 5;
const STATES = { connecting: "Connecting", live: "Live", waiting: "Reconnecting" };

followTheme();

const vehicles = new Map();
const badges = new Map();
const card = new DriverCard();
const table = new FleetTable(byId("vehicles"), (name) => choose(name, true));
const region = await fetch("/map/region.txt");
const map = new FleetMap(byId("map"), parseRegion(await region.text()), (name) => choose(name, true));
let chosen = null;

byId("zoom-in").addEventListener("click", () => map.camera.zoomAt(1.4));
byId("zoom-out").addEventListener("click", () => map.camera.zoomAt(1 / 1.4));
byId("zoom-all").addEventListener("click", () => map.camera.flyHome());
addEventListener("popstate", () => choose(named(), false));
setInterval(() => table.fade(vehicles.values(), Date.now()), 5000);
listen(heard, showState);
choose(named(), false);

/** The vehicle that the page's address names. */
function named() {
  const found = location.pathname.match(/^\/vehicle\/(.+)$/);
  return found ? decodeURIComponent(found[1]) : FIRST_VEHICLE;
}

/** Positions came. */
function heard(positions) {
  for (const { name, lat, lng, timestamp, speed } of positions) {
    if (!badges.has(name)) badges.set(name, badges.size % BADGES);
    const vehicle = { name, lat, lng, mph: speed, seenAt: Date.parse(timestamp.replace(/([+-]\d\d)(\d\d)$/, "$1:$2")), heardAt: Date.now() };
    const first = !vehicles.has(name);
    vehicles.set(name, vehicle);
    map.seen(vehicle, badges.get(name));
    card.seen(vehicle);
    if (first && name === chosen) map.bringIntoSight(name);
  }
  table.show([...vehicles.values()].sort((a, b) => a.name.localeCompare(b.name)), badges);
  table.select(chosen);
}

/** A vehicle was chosen, by hand or by address. */
async function choose(name, byHand) {
  chosen = name;
  table.select(name);
  map.select(name);
  if (byHand) {
    history.pushState(null, "", `/vehicle/${encodeURIComponent(name)}`);
    map.centre(name);
  }
  card.open(name, vehicles.get(name));
  await Promise.all([tellDriver(name), tellHistory(name)]);
}

async function tellDriver(name) {
  const driver = await answer(`/vehicles/driver/${encodeURIComponent(name)}`);
  if (driver && name === chosen) card.driver(driver);
}

async function tellHistory(name) {
  const places = await answer(`/history/${encodeURIComponent(name)}`);
  if (places && name === chosen) map.history(places);
}

async function answer(path) {
  try {
    return await ask(path);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    showError(error);
    return null;
  }
}

function showState(state) {
  const live = byId("live");
  live.dataset.state = state;
  live.lastElementChild.textContent = STATES[state];
}
