// The page of the service graph: asks the daemon again and again and rewrites what has changed.
import { el, live, read } from './shell.js';
import { details, Picture, PAIRS_MAX } from './picture.js';
import { bytes, filtered, keyOf, millis, nameOf, pairs, percent, rate } from './traffic.js';

const find = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const COLUMNS = [
  ['Source', (edge) => nameOf(edge.source)],
  ['Destination', (edge) => nameOf(edge.destination)],
  ['Service', (edge) => edge.service || '–'],
  ['Protocol', (edge) => edge.protocol],
  ['Count', (_, told) => told.count, (told) => String(told.count)],
  ['Per second', (_, told) => told.perSecond, (told) => rate(told.perSecond)],
  ['Errors', (_, told) => told.errorShare, (told) => percent(told.errors, told.count)],
  ['p50 ms', (_, told) => told.p50Millis, (told) => millis(told.p50Millis)],
  ['p90 ms', (_, told) => told.p90Millis, (told) => millis(told.p90Millis)],
  ['p99 ms', (_, told) => told.p99Millis, (told) => millis(told.p99Millis)],
  ['mTLS', (_, told) => (told.count ? told.mtlsShare : -1), (told) => percent(told.mtlsShare * told.count, told.count)],
  ['Bytes/s', (_, told) => told.bytesPerSecond, (told) => bytes(told.bytesPerSecond)],
];

const state = { graph: null, chosen: null, sort: 0, down: false };
const rows = new Map();
let picture;

function over() {
  return document.querySelector('input[name=over]:checked').value;
}

function choose(name) {
  const before = state.chosen;
  state.chosen = name === before ? null : name;
  show();
  if (state.chosen === null && before !== null) picture.focus(before);
}

/** Says a thing once, not with every look. */
function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function show() {
  const graph = state.graph;
  if (!graph) return;
  find('empty').hidden = graph.edges.length > 0;
  find('shown').hidden = graph.edges.length === 0;
  if (graph.edges.length === 0) { empty(); return; }
  namespaces(graph.edges);
  const edges = filtered(graph.edges, find('namespace').value, find('name').value);
  const all = pairs(edges, over()).sort((a, b) => b.sum.count - a.sum.count);
  picture.chosen = state.chosen;
  picture.show(all);
  panel(all);
  table(edges);
  say(find('command'), `fairlead edges --over ${over()}`);
  const left = all.length > PAIRS_MAX ? `; the picture has the busiest ${PAIRS_MAX}, the table all` : '';
  const lost = graph.overflow + graph.lost > 0
    ? `; ${graph.overflow} rows of reports found no room, ${graph.lost} reports never came` : '';
  const names = new Set(all.flatMap((pair) => [pair.from, pair.to])).size;
  say(find('said'), `${count(names, 'workload')}, ${count(all.length, 'pair')} that call${left}${lost}`);
}

function count(number, what) {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function empty() {
  const place = find('empty');
  if (place.childElementCount > 0) return;
  place.append(
    el('h2', {}, 'No call has been seen yet'),
    el('p', {}, 'Sidecars tell the daemon every few seconds what they saw. Send a request from one pod with a sidecar to another, for example:'),
    el('p', {}, el('code', {}, './fairlead exec webapp -- curl -s http://fleetman-api-gateway:8080/')),
    el('p', {}, 'It shows here within 10 seconds; this page looks by itself. If it does not: ',
      el('code', {}, 'fairlead edges'), ' says how many reports came, and the sidecar\u2019s log why it can\u2019t send any.'));
  say(find('said'), 'waiting for the first report');
}

function namespaces(edges) {
  const select = find('namespace');
  const names = [...new Set(edges.flatMap((edge) => [edge.source.namespace, edge.destination.namespace]))].filter(Boolean).sort();
  const known = [...select.options].slice(1).map((option) => option.value);
  if (names.join() === known.join()) return;
  const chosen = select.value || asked.get('namespace') || '';
  select.replaceChildren(el('option', { value: '' }, 'all'),
    ...names.map((name) => el('option', { value: name, selected: name === chosen }, name)));
}

function panel(all) {
  const place = find('details');
  const name = state.chosen;
  place.hidden = name === null;
  if (name === null) { place.replaceChildren(); return; }
  const hadFocus = document.activeElement?.id === 'close';
  const next = el('div', {}, ...details(name, all, () => choose(name)));
  if (next.textContent === place.textContent) return;
  place.replaceChildren(next);
  if (hadFocus) find('close').focus();
}

function table(edges) {
  const place = find('edges');
  if (!place.tHead) {
    place.append(el('thead', {}, el('tr', {}, ...COLUMNS.map(([title], i) =>
      el('th', { scope: 'col' }, el('button', { type: 'button', onclick: () => sortBy(i) }, title))))), el('tbody'));
  }
  const told = (edge) => edge[over()];
  [...place.tHead.rows[0].cells].forEach((cell, i) => {
    const way = i !== state.sort ? 'none' : state.down ? 'descending' : 'ascending';
    if (cell.getAttribute('aria-sort') !== way) cell.setAttribute('aria-sort', way);
  });
  const value = COLUMNS[state.sort][1];
  const sorted = edges.toSorted((a, b) => {
    const [x, y] = [value(a, told(a)), value(b, told(b))];
    const way = (typeof x === 'number' ? x - y : x.localeCompare(y)) * (state.down ? -1 : 1);
    return way || keyOf(a).localeCompare(keyOf(b));
  });
  const body = place.tBodies[0];
  const keys = new Set(sorted.map(keyOf));
  for (const [key, row] of rows) {
    if (!keys.has(key)) { row.remove(); rows.delete(key); }
  }
  sorted.forEach((edge, i) => {
    const key = keyOf(edge);
    if (!rows.has(key)) rows.set(key, el('tr', { 'data-edge': key }, ...COLUMNS.map(() => el('td'))));
    const row = rows.get(key);
    if (body.rows[i] !== row) body.insertBefore(row, body.rows[i] || null);
    COLUMNS.forEach(([, plain, shown], c) => say(row.cells[c], shown ? shown(told(edge)) : plain(edge)));
    row.classList.toggle('bad', told(edge).errors > 0);
  });
}

function sortBy(column) {
  state.down = state.sort === column ? !state.down : column > 3;
  state.sort = column;
  show();
}

async function look() {
  state.graph = await read('/graph/api/edges');
  show();
}

picture = new Picture(find('picture'), choose);
const wish = document.querySelector(`input[name=over][value="${CSS.escape(asked.get('over') || '')}"]`);
if (wish) wish.checked = true;
find('name').value = asked.get('name') || '';
find('choice').addEventListener('submit', (event) => event.preventDefault());
find('choice').addEventListener('input', show);
document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && state.chosen !== null) choose(state.chosen); });
live(look, () => state.graph && new Date().toLocaleTimeString());
