// Who calls whom: a picture with nodes that can be focused, and the same as a table.
import { el, svg, read } from './shell.js';
import { layers } from './spans.js';

const WIDTH = 190;
const HEIGHT = 34;
const GAP_X = 90;
const GAP_Y = 26;

/** @param choose called with the service that somebody picks */
export async function showCalls(place, choose) {
  const now = Date.now();
  const { data } = await read(`/jaeger/api/dependencies?endTs=${now + 60_000}&lookback=172860000`);
  const calls = data || [];
  if (calls.length === 0) {
    place.replaceChildren(el('p', { class: 'faint' }, 'No call between two services was traced yet.'));
    return;
  }
  place.replaceChildren(el('div', { class: 'calls' }, picture(calls, choose), table(calls)));
}

function table(calls) {
  const body = el('tbody');
  for (const call of calls.toSorted((a, b) => b.callCount - a.callCount)) {
    body.append(el('tr', {}, el('td', {}, call.parent), el('td', {}, call.child), el('td', {}, String(call.callCount))));
  }
  return el('table', { id: 'calls-table' },
    el('thead', {}, el('tr', {}, el('th', {}, 'Caller'), el('th', {}, 'Called'), el('th', {}, 'Calls'))), body);
}

function picture(calls, choose) {
  const columns = layers(calls);
  const tallest = Math.max(...columns.map((column) => column.length));
  const high = tallest * (HEIGHT + GAP_Y) + GAP_Y;
  const at = new Map();
  columns.forEach((column, x) => column.forEach((name, y) => at.set(name, {
    x: x * (WIDTH + GAP_X) + 4,
    y: (high - column.length * (HEIGHT + GAP_Y)) / 2 + y * (HEIGHT + GAP_Y) + GAP_Y / 2,
  })));
  const wide = columns.length * (WIDTH + GAP_X) - GAP_X + 8;
  const root = svg('svg', { viewBox: `0 0 ${wide} ${high}`, role: 'group', 'aria-label': 'Services and their calls' });
  for (const call of calls) root.append(...edge(at.get(call.parent), at.get(call.child), call));
  for (const [name, spot] of at) root.append(node(name, spot, choose));
  return root;
}

function edge(from, to, call) {
  const back = to.x <= from.x;
  const x1 = from.x + (back ? WIDTH / 2 : WIDTH);
  const y1 = from.y + (back ? HEIGHT : HEIGHT / 2);
  const x2 = to.x + (back ? WIDTH / 2 : 0);
  const y2 = to.y + (back ? HEIGHT : HEIGHT / 2);
  const bend = back ? `C ${x1} ${y1 + 40} ${x2} ${y2 + 40}` : `C ${x1 + GAP_X / 2} ${y1} ${x2 - GAP_X / 2} ${y2}`;
  return [
    svg('path', { d: `M ${x1} ${y1} ${bend} ${x2} ${y2}` }),
    svg('path', { class: 'arrow', d: back ? `M ${x2} ${y2} l -5 9 h 10 z` : `M ${x2} ${y2} l -9 -5 v 10 z` }),
    svg('text', { class: 'count', x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 5, 'text-anchor': 'middle' }, String(call.callCount)),
  ];
}

function node(name, spot, choose) {
  const short = name.length > 24 ? name.slice(0, 23) + '…' : name;
  return svg('g', {
    class: 'node', tabindex: 0, role: 'button', 'aria-label': `Traces of ${name}`,
    onclick: () => choose(name),
    onkeydown: (event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(name); } },
  },
  svg('title', {}, name),
  svg('rect', { x: spot.x, y: spot.y, width: WIDTH, height: HEIGHT, rx: 7 }),
  svg('text', { x: spot.x + WIDTH / 2, y: spot.y + HEIGHT / 2 + 4, 'text-anchor': 'middle' }, short));
}
