// Draws the map that lies under the vehicles.

import { HEIGHT, WIDTH, curve, polygon } from "./region.js";
import { svg } from "./dom.js";

const ROAD_ORDER = ["street", "secondary", "primary", "motorway"];

const SIGNS = {
  lighthouse: "M-4 10L-2.5-4h5L4 10zM-3-4v-4h6v4M0-8v-3M-12-8l6 1.5M12-8l-6 1.5",
  anchor: "M0-9v18M-5-3H5M-9 3c1 5 5 6 9 6s8-1 9-6M0-9m-2.5-2a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0",
  station: "M-6-7h12v11h-12zM-6-1h12M-4 8l2-4M4 8l-2-4",
  church: "M0-10v6M-3-8h6M-6 8v-8l6-4l6 4v8z",
};

/** The whole drawing as one SVG element. */
export function drawGround(region) {
  const shapes = (kinds) => region.areas.filter((area) => kinds.includes(area.kind)).map(area);
  const ground = svg("svg", { class: "ground", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true" });
  ground.append(
    patterns(region),
    svg("rect", { class: "land", x: -400, y: -400, width: WIDTH + 800, height: HEIGHT + 800 }),
    ...shapes(["field", "heath", "park"]),
    ...shapes(["wood"]),
    ...region.areas.filter((a) => a.kind === "wood").map((a) => svg("path", { d: curve(a.points, true), fill: "url(#trees)" })),
    ...lines(region, "contour", "path"),
    ...region.zones.map(zone),
    ...shapes(["beach", "lake"]),
    ...region.rivers.map((r) => svg("path", { class: "river", "stroke-width": r.width, d: curve(r.points) })),
    ...sea(region),
    ...shapes(["islet"]),
    ...lines(region, "ferry", "pier", "rail"),
    ...roads(region),
    ...roadNames(region),
    ...region.signs.map(sign),
    ...region.labels.map(label),
  );
  return ground;
}

const area = (a) => svg("path", { class: `area-${a.kind}`, d: curve(a.points, true) });

/** Water, lighter towards the shore. */
function sea(region) {
  const seas = region.areas.filter((a) => a.kind === "sea");
  const shores = seas.flatMap((a) => [1, 2, 3].map((band) => svg("path", { class: `shore shore-${band}`, d: curve(a.points, true), "clip-path": "url(#sea)" })));
  return [...seas.map(area), ...shores];
}

/** Houses in blocks, cut to the shape of their quarter. */
function zone(z, i) {
  return svg("g", {}, svg("path", { class: "yard", d: polygon(z.points) }), svg("path", { d: polygon(z.points), fill: `url(#blocks-${i})` }));
}

function lines(region, ...kinds) {
  return region.lines
    .filter((l) => kinds.includes(l.kind))
    .flatMap((l) => {
      const d = curve(l.points);
      const line = svg("path", { class: `line line-${l.kind}`, d });
      return l.kind === "rail" ? [line, svg("path", { class: "line line-rail-ties", d })] : [line];
    });
}

/** All edges first, so that roads of one class run into each other without a seam. */
function roads(region) {
  return ROAD_ORDER.flatMap((kind) => {
    const paths = region.roads.filter((r) => r.kind === kind).map((r) => curve(r.points));
    const drawn = (part) => paths.map((d) => svg("path", { class: `road ${part} ${kind}`, d }));
    const median = kind === "motorway" ? paths.map((d) => svg("path", { class: "road median", d })) : [];
    return [...drawn("edge"), ...drawn("face"), ...median];
  });
}

function roadNames(region) {
  const named = region.roads.filter((road) => road.name);
  return named.flatMap((road, i) => {
    if (road.kind === "motorway") return [3, road.points.length - 4].map((at) => shield(road.name, road.points[at]));
    // Along the longest stretch, from left to right so that it can be read.
    const pts = road.points[0].x > road.points.at(-1).x ? [...road.points].reverse() : road.points;
    const path = svg("path", { id: `road-${i}`, d: curve(pts), fill: "none" });
    const along = svg("textPath", { href: `#road-${i}`, startOffset: road.kind === "primary" ? "70%" : "50%" }, road.name);
    return [path, svg("text", { class: "word word-road", dy: 3.3 }, along)];
  });
}

const shield = (text, at) =>
  svg(
    "g",
    { transform: `translate(${at.x} ${at.y})` },
    svg("rect", { class: "shield", x: -12, y: -8, width: 24, height: 16, rx: 4 }),
    svg("text", { class: "shield-word", y: 3.6 }, text),
  );

const sign = (s) => svg("path", { class: `sign sign-${s.kind}`, transform: `translate(${s.x} ${s.y})`, d: SIGNS[s.kind] });

const label = (l) => svg("text", { class: `word word-${l.kind}`, transform: `translate(${l.x} ${l.y}) rotate(${l.angle})` }, l.text);

function patterns(region) {
  const seas = region.areas.filter((a) => a.kind === "sea").map((a) => svg("path", { d: curve(a.points, true) }));
  return svg(
    "defs",
    {},
    svg("clipPath", { id: "sea" }, ...seas),
    svg("pattern", { id: "trees", width: 26, height: 22, patternUnits: "userSpaceOnUse" }, ...[[5, 6, 3.2], [17, 4, 2.4], [12, 14, 3.6], [22, 16, 2.8], [3, 18, 2]].map(([cx, cy, r]) => svg("circle", { class: "tree", cx, cy, r }))),
    ...region.zones.map((z, i) => blocks(z, i)),
  );
}

/** Rectangles of houses: [x, y, width, height] in a tile that repeats. */
const BLOCKS = {
  dense: { width: 46, height: 38, houses: [[2, 2, 12, 15], [15, 2, 9, 11], [25, 2, 17, 8], [25, 11, 7, 6], [33, 11, 9, 6], [2, 21, 8, 13], [11, 21, 13, 7], [11, 29, 13, 5], [25, 21, 10, 13], [36, 21, 6, 13]] },
  suburb: { width: 44, height: 30, houses: [[3, 3, 6, 5], [11, 4, 5, 4], [19, 3, 6, 5], [27, 3, 5, 5], [34, 4, 6, 4], [3, 18, 5, 5], [10, 18, 7, 4], [19, 18, 5, 5], [26, 17, 6, 5], [34, 18, 5, 4]] },
  works: { width: 64, height: 50, houses: [[3, 3, 34, 17], [41, 3, 18, 11], [41, 17, 18, 10], [3, 26, 22, 19], [29, 30, 30, 15]] },
};

function blocks(z, i) {
  const { width, height, houses } = BLOCKS[z.kind];
  const name = z.kind === "works" ? "house house-works" : "house";
  return svg(
    "pattern",
    { id: `blocks-${i}`, width, height, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${z.angle})` },
    ...houses.map(([x, y, w, h]) => svg("rect", { class: name, x, y, width: w, height: h, rx: 0.8 })),
  );
}
