// The map's file as objects, and its shapes as SVG path data. The simulator reads the same file.

const METRES_PER_UNIT = 3;
const METRES_PER_DEGREE = 111320;
const CORNER = { lat: 54.05, lng: -4.95 };
const METRES_PER_DEGREE_LNG = METRES_PER_DEGREE * Math.cos((CORNER.lat * Math.PI) / 180);

/** Size of the drawing, in its units. */
export const WIDTH = 1440;
export const HEIGHT = 900;

/** Degrees to a point of the drawing. */
export function project({ lat, lng }) {
  return {
    x: ((lng - CORNER.lng) * METRES_PER_DEGREE_LNG) / METRES_PER_UNIT,
    y: ((CORNER.lat - lat) * METRES_PER_DEGREE) / METRES_PER_UNIT,
  };
}

/** How many units of the drawing this many metres are. */
export const units = (metres) => metres / METRES_PER_UNIT;

/** Reads the file: one list for each kind of line. */
export function parseRegion(text) {
  const nodes = new Map();
  const region = { roads: [], areas: [], zones: [], rivers: [], lines: [], labels: [], signs: [] };
  for (const line of text.split("\n")) {
    const words = [...line.matchAll(/"([^"]*)"|\S+/g)].map((m) => m[1] ?? m[0]);
    const rest = words.slice(1);
    switch (words[0]) {
      case "node":
        nodes.set(rest[0], { x: Number(rest[1]), y: Number(rest[2]) });
        break;
      case "road":
        region.roads.push({ kind: rest[0], name: rest[1], points: rest.slice(2).map((n) => nodes.get(n)) });
        break;
      case "area":
        region.areas.push({ kind: rest[0], name: rest[1], points: points(rest.slice(2)) });
        break;
      case "zone":
        region.zones.push({ kind: rest[0], angle: Number(rest[1]), points: points(rest.slice(2)) });
        break;
      case "river":
        region.rivers.push({ width: Number(rest[0]), points: points(rest.slice(1)) });
        break;
      case "line":
        region.lines.push({ kind: rest[0], points: points(rest.slice(1)) });
        break;
      case "label":
        region.labels.push({ kind: rest[0], text: rest[1], x: Number(rest[2]), y: Number(rest[3]), angle: Number(rest[4] ?? 0) });
        break;
      case "sign":
        region.signs.push({ kind: rest[0], x: Number(rest[1]), y: Number(rest[2]) });
        break;
      default: // a comment, or a line for the simulator
    }
  }
  return region;
}

/** A smooth line through the points: the Catmull-Rom spline that the simulator drives on, as Bézier curves. */
export function curve(pts, closed = false) {
  const n = pts.length;
  const at = (i) => (closed ? pts[(i + n) % n] : pts[Math.max(0, Math.min(n - 1, i))]);
  let path = `M${round(pts[0].x)} ${round(pts[0].y)}`;
  for (let i = 0; i < (closed ? n : n - 1); i++) {
    const [before, start, end, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    path +=
      `C${round(start.x + (end.x - before.x) / 6)} ${round(start.y + (end.y - before.y) / 6)}` +
      ` ${round(end.x - (after.x - start.x) / 6)} ${round(end.y - (after.y - start.y) / 6)}` +
      ` ${round(end.x)} ${round(end.y)}`;
  }
  return closed ? `${path}Z` : path;
}

/** Straight lines through the points, closed. */
export const polygon = (pts) => `M${pts.map((p) => `${p.x} ${p.y}`).join("L")}Z`;

const points = (words) =>
  words.map((word) => {
    const [x, y] = word.split(",").map(Number);
    return { x, y };
  });

const round = (value) => Math.round(value * 10) / 10;
