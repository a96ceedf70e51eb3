// The page of the migration: asks the daemon again and again and rewrites what has changed.
import { el, live, read, svg } from './shell.js';
import { Picture, PAIRS_MAX } from './picture.js';
import { ago, ASIDE, counts, lockedPairs, lockOf, lockWords, matches, mutualShare, namespaceOf, phaseOf, proven, refusal, WAY } from './migration.js';

/** Above it a table says that there is more. */
const ROWS_MAX = 300;
const find = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const state = { now: null, edges: [], phase: asked.get('phase'), chosen: asked.get('unit'), unit: null };

const LOCKS = {
  label: (pair) => [`${pair.refuse ? '! refused' : lockWords(pair)}${lockOf(pair) === 'half' ? ` · mTLS ${mutualShare(pair)}` : ''}`, '', ''],
  sentence: (pair) => `${pair.from} calls ${pair.to}: ${lockWords(pair)}${pair.refuse ? `; STRICT would refuse ${refusal(pair)}` : ''}`,
  look: (pair) => `${pair.refuse ? 'bad' : lockOf(pair) === 'idle' ? 'idle' : 'good'} lock-${lockOf(pair)}`,
  split(name) {
    const dot = name.lastIndexOf('.');
    return dot < 0 || /^(\d+\.){3}\d+$|:/.test(name) ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
  },
  mark: () => svg('g', { class: 'mark' },
    svg('path', { class: 'shackle', d: 'M -4 -1 v -4 a 4 4 0 0 1 8 0 v 4' }),
    svg('path', { class: 'lifted', d: 'M -4 -1 v -6 a 4 4 0 0 1 8 0 v 1' }),
    svg('path', { class: 'body', d: 'M -7 -1 h 14 v 10 h -14 z' }),
    svg('path', { class: 'filled', d: 'M -7 4 h 14 v 5 h -14 z' })),
};

function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** Makes a row for what is new, removes what is gone, writes the rest. */
function fill(id, items, key, make, write) {
  const body = find(id).tBodies[0];
  const wanted = items.slice(0, ROWS_MAX);
  const known = new Map([...body.rows].map((row) => [row.dataset.key, row]));
  const still = new Set(wanted.map(key));
  for (const [name, row] of known) if (!still.has(name)) row.remove();
  wanted.forEach((item, i) => {
    const row = known.get(key(item)) ?? make(item);
    row.dataset.key = key(item);
    if (body.rows[i] !== row) body.insertBefore(row, body.rows[i] ?? null);
    write(row, item);
  });
}

/** Rows of plain text. */
function texts(columns) {
  return [
    () => el('tr', {}, ...columns.map(() => el('td'))),
    (row, item) => columns.forEach((column, i) => say(row.cells[i], column(item))),
  ];
}

function wish() {
  return { namespace: find('namespace').value, name: find('name').value.trim().toLowerCase() };
}

function show() {
  const now = state.now;
  if (!now) return;
  const none = now.units.length === 0;
  find('empty').hidden = !none;
  find('shown').hidden = none;
  say(find('drive'), now.at ? `Drive ${now.asked}, profile ${now.profile}: ${now.note}.` : 'The daemon has not looked at the mesh yet.');
  if (none) { empty(); return; }
  namespaces(now.units);
  const wanted = wish();
  const here = now.units.filter((unit) => matches(unit.unit, wanted));
  funnel(here);
  const open = find('waiting').checked;
  const units = here.filter((unit) => (!state.phase || phaseOf(unit) === state.phase) && !(open && unit.does === 'STRICT'));
  unitRows(units, now.at);
  blockerRows(here);
  calls(here, wanted);
  events(now.events.filter((one) => matches(one.unit, wanted)), now);
  const more = units.length > ROWS_MAX ? `; the table has the first ${ROWS_MAX}` : '';
  say(find('said'), `${units.length} of ${now.units.length} ports${more}`);
}

function empty() {
  if (find('empty').childElementCount > 0) return;
  find('empty').append(el('h2', {}, 'No port of a workload is known yet'),
    el('p', {}, 'Every port of every pod shows here as soon as the daemon knows the pod. This page looks by itself.'));
}

function namespaces(units) {
  const select = find('namespace');
  const names = [...new Set(units.map((unit) => namespaceOf(unit.unit)))].sort();
  if (names.join() === [...select.options].slice(1).map((option) => option.value).join()) return;
  const chosen = select.value || asked.get('namespace') || '';
  select.replaceChildren(el('option', { value: '' }, 'all'),
    ...names.map((name) => el('option', { value: name, selected: name === chosen }, name)));
}

function funnel(units) {
  const all = counts(units);
  const step = (place, phase) => {
    let item = place.querySelector(`[data-phase=${phase}]`);
    if (!item) {
      const button = el('button', { type: 'button', onclick: () => { state.phase = state.phase === phase ? null : phase; show(); } },
        el('b'), el('span', {}, phase.replace('_', ' ')));
      item = place.appendChild(el('li', { 'data-phase': phase }, button));
    }
    say(item.querySelector('b'), String(all.get(phase)));
    item.classList.toggle('some', all.get(phase) > 0);
    item.firstChild.setAttribute('aria-pressed', String(state.phase === phase));
    return item;
  };
  WAY.forEach((phase) => step(find('funnel'), phase));
  ASIDE.forEach((phase) => { step(find('aside'), phase).hidden = all.get(phase) === 0 && state.phase !== phase; });
}

function unitRows(units, at) {
  const make = (unit) => el('tr', {}, el('th', { scope: 'row' },
    el('button', { type: 'button', class: 'plain', onclick: () => choose(unit.unit) }, unit.unit)), ...Array.from({ length: 7 }, () => el('td')));
  fill('units', units, (unit) => unit.unit, make, (row, unit) => {
    const cells = [unit.mode, unit.does, unit.phase, ago(unit.entered, at), unit.ticks, proven(unit, at), unit.waitsFor];
    cells.forEach((text, i) => say(row.cells[i + 1], text));
    row.cells[3].title = unit.because;
    row.classList.toggle('bad', unit.blockerCount > 0 || unit.disproved !== '');
    row.classList.toggle('done', unit.phase === 'LOCKED' && unit.does === 'STRICT');
    row.cells[0].firstChild.setAttribute('aria-pressed', String(unit.unit === state.chosen));
  });
}

function blockerRows(units) {
  const all = units.flatMap((unit) => unit.blockers.map((one, i) => ({ ...one, key: `${unit.unit} ${i}`, unit: unit.unit, left: i === unit.blockers.length - 1 ? unit.blockerCount - unit.blockers.length : 0 })));
  find('clear').hidden = all.length > 0;
  find('blocked').hidden = all.length === 0;
  const make = () => {
    const fix = el('code');
    const copy = el('button', { type: 'button', onclick: () => navigator.clipboard.writeText(fix.textContent) }, 'Copy');
    return el('tr', {}, el('td'), el('td'), el('td'), el('td', {}, fix, navigator.clipboard ? copy : null));
  };
  fill('blockers', all, (one) => one.key, make, (row, one) => {
    say(row.cells[0], one.unit);
    say(row.cells[1], one.code);
    say(row.cells[2], one.what + (one.left > 0 ? ` (and ${one.left} more: fairlead mtls blockers)` : ''));
    say(row.cells[3].firstChild, one.fix);
  });
}

function calls(units, wanted) {
  const mine = new Set(units.map((unit) => unit.unit.split(':')[0]));
  const of = (end) => mine.has(`${end.namespace}/${end.workload}`);
  const edges = wanted.namespace || wanted.name ? state.edges.filter((edge) => of(edge.source) || of(edge.destination)) : state.edges;
  const simulated = find('simulate').checked;
  const all = lockedPairs(edges, units).map((pair) => ({ ...pair, refuse: simulated && pair.cut.length > 0 }));
  const left = all.filter((pair) => pair.cut.length > 0);
  say(find('refused'), left.length === 0 ? 'nobody who was seen would be refused'
    : `${left.length} of ${all.length} pairs would be refused${all.length > PAIRS_MAX ? `; the picture has the busiest ${PAIRS_MAX}` : ''}`);
  find('picture').hidden = all.length === 0;
  if (all.length > 0) picture.show(all);
  fill('calls', all, (pair) => pair.key, ...texts([
    (pair) => pair.from, (pair) => pair.to, lockWords, mutualShare, (pair) => refusal(pair) || '–']));
}

function events(all, now) {
  const trail = now.trail;
  say(find('trail'), trail.problem ? `Audit trail: ${trail.problem}` : `Audit trail: ${trail.records} records, anchor ${trail.anchor}`);
  fill('events', all, (one) => JSON.stringify(one), ...texts([
    (one) => one.at.replace('T', ' ').replace(/\.\d+Z/, 'Z'), (one) => one.unit, (one) => one.from, (one) => one.to,
    (one) => one.because + (one.change ? ` (${one.change})` : ''), (one) => one.actor]));
}

function choose(unit) {
  const before = state.chosen;
  state.chosen = unit === before ? null : unit;
  state.unit = null;
  find('details').hidden = true;
  show();
  if (state.chosen) detail();
  else rowOf(before)?.querySelector('button').focus();
}

function rowOf(unit) {
  return [...find('units').tBodies[0].rows].find((row) => row.dataset.key === unit);
}

/** All that is known of the chosen one. */
async function detail() {
  const name = state.chosen;
  const place = find('details');
  if (!name) return;
  let next;
  try {
    const unit = await read(`/mtls/api/unit?name=${encodeURIComponent(name)}`);
    next = panel(unit);
  } catch (error) {
    next = [el('p', {}, error.message)];
  }
  if (name !== state.chosen) return;
  const whole = el('div', {}, el('div', { class: 'head' }, el('h2', {}, name),
    el('button', { type: 'button', id: 'close', 'aria-label': 'Close', onclick: () => choose(name) }, '×')), ...next);
  place.hidden = false;
  if (whole.textContent === place.textContent) return;
  const hadFocus = document.activeElement?.id === 'close';
  place.replaceChildren(whole);
  if (hadFocus) find('close').focus();
}

function panel(unit) {
  const at = state.now?.at ?? '';
  return [
    el('p', {}, `${unit.phase}: ${unit.because}. ${unit.pods.length} pods. `, unit.trouble),
    el('h3', {}, 'Evidence'),
    el('ul', { class: 'rules' }, ...unit.rules.map((rule) => el('li', { class: rule.holds ? 'holds' : 'fails' },
      `${rule.holds ? '✓' : '✗'} ${rule.id} ${rule.name}: ${rule.says}`))),
    el('h3', {}, 'Who came'),
    unit.sources.length === 0 ? el('p', { class: 'faint' }, 'Nobody was seen.')
      : el('ul', {}, ...unit.sources.slice(0, 30).map((one) => el('li', {}, el('b', {}, one.owner), ` ${one.kind}${one.cut ? ` (${one.cause})` : ''}`, el('br'),
        el('span', { class: 'faint' }, `${one.connections} connections, ${one.requests} requests, ${one.refused} refused, ${ago(one.last, at)} ${one.detail}`)))),
  ];
}

async function look() {
  const [now, graph] = await Promise.all([read('/mtls/api/now'), read('/graph/api/edges')]);
  state.now = now;
  state.edges = graph.edges;
  show();
  await detail();
}

/** Up and down from port to port. */
function move(event) {
  const way = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  const next = way && event.target.closest('tr')?.[way];
  if (!next) return;
  event.preventDefault();
  next.querySelector('button')?.focus();
}

/** The tables of one workload; of all when it is picked again. */
function only(name) {
  const text = name === null || find('name').value !== '' ? '' : LOCKS.split(name)[0];
  if (state.now.units.some((unit) => matches(unit.unit, { namespace: '', name: text.toLowerCase() }))) find('name').value = text;
  show();
}

const picture = new Picture(find('picture'), only, LOCKS);
find('name').value = asked.get('name') || '';
find('choice').addEventListener('submit', (event) => event.preventDefault());
find('choice').addEventListener('input', show);
find('simulate').addEventListener('input', show);
find('units').addEventListener('keydown', move);
document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && state.chosen !== null) choose(state.chosen); });
live(look, () => state.now?.at);
