// The graph as a picture. What is there already is moved and rewritten, never made anew: nothing flickers, and what has
// the focus keeps it.
import { el, svg } from './shell.js';
import { layout } from './layout.js';
import { isOpen, label, sentence, stateOf } from './traffic.js';

const WIDTH = 170;
const HEIGHT = 46;
const GAP_X = 150;
const GAP_Y = 58;
const EDGE = 16;
/** Two lines of words above the line, one below. */
const BELOW = [0, 14, 33];
/** A picture that is too wide gets smaller, but not smaller than one can read. */
const SMALLEST = 0.75;
/** Above it only the busiest are drawn; the table has all. */
export const PAIRS_MAX = 150;

/** What a picture says of a pair; another page may say something else. */
const TRAFFIC = {
  label: (pair) => label(pair.sum),
  sentence,
  look: (pair) => `${stateOf(pair.sum)}${isOpen(pair.sum) ? ' open' : ''}`,
  split(name) {
    const dot = name.lastIndexOf('.');
    return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
  },
};

export class Picture {
  /**
   * @param choose called with the name of the workload that somebody picks, or null
   * @param words what is said of a pair; with `mark` also a sign on its line
   */
  constructor(place, choose, words = TRAFFIC) {
    this.choose = choose;
    this.says = words;
    this.lines = svg('g', { class: 'lines' });
    this.nodes = svg('g', { class: 'nodes' });
    this.labels = svg('g', { class: 'labels' });
    this.root = svg('svg', { role: 'group', 'aria-label': 'Workloads and their calls' }, this.lines, this.labels, this.nodes);
    this.root.addEventListener('keydown', (event) => this.move(event));
    place.replaceChildren(this.root);
    this.byPair = new Map();
    this.byName = new Map();
    this.drawn = '';
    this.chosen = null;
  }

  /** @param all pairs, busiest first */
  show(all) {
    const pairs = all.slice(0, PAIRS_MAX);
    const shape = JSON.stringify(pairs.map((pair) => pair.key).sort());
    if (shape !== this.drawn) {
      this.drawn = shape;
      this.place(pairs.toSorted((a, b) => a.key.localeCompare(b.key)));
    }
    for (const pair of pairs) this.write(this.byPair.get(pair.key), pair);
    for (const [name, node] of this.byName) {
      const mine = pairs.filter((pair) => pair.from === name || pair.to === name);
      set(node.root, 'aria-label', `${name}. ${mine.map(this.says.sentence).join('. ')}`);
    }
    this.highlight(this.chosen);
  }

  place(pairs) {
    const names = [...new Set(pairs.flatMap((pair) => [pair.from, pair.to]))].sort();
    const { columns, ways } = layout(names, pairs);
    const tallest = Math.max(...columns.map((column) => column.length));
    const high = tallest * (HEIGHT + GAP_Y) + EDGE * 2;
    const wide = columns.length * (WIDTH + GAP_X) - GAP_X + EDGE * 2;
    const at = new Map();
    columns.forEach((column, x) => column.forEach((name, y) => at.set(name, {
      x: EDGE + x * (WIDTH + GAP_X),
      y: (high - column.length * (HEIGHT + GAP_Y) + GAP_Y) / 2 + y * (HEIGHT + GAP_Y),
    })));
    set(this.root, 'viewBox', `0 0 ${wide} ${high}`);
    set(this.root, 'width', wide);
    this.root.style.minWidth = `${Math.round(wide * SMALLEST)}px`;
    keep(this.byName, names, (name) => this.node(name), this.nodes);
    for (const name of names) set(this.byName.get(name).root, 'transform', `translate(${at.get(name).x} ${at.get(name).y})`);
    keep(this.byPair, pairs.map((pair) => pair.key), () => this.edge(), this.lines);
    pairs.forEach((pair, i) => this.lead(this.byPair.get(pair.key), ways[i], at));
  }

  node(name) {
    const [workload, namespace] = this.says.split(name);
    const root = svg('g', {
      class: 'node', tabindex: 0, role: 'button', 'data-name': name,
      onclick: () => this.choose(name),
      onkeydown: (event) => {
        if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); this.choose(name); }
      },
    },
    svg('title', {}, name),
    svg('rect', { width: WIDTH, height: HEIGHT, rx: 8 }),
    svg('text', { x: WIDTH / 2, y: namespace ? 20 : 28 }, short(workload)),
    svg('text', { class: 'namespace', x: WIDTH / 2, y: 36 }, short(namespace)));
    return { root };
  }

  edge() {
    const line = svg('path');
    const head = svg('path', { class: 'head' });
    const title = svg('title');
    const texts = [svg('text'), svg('text'), svg('text')];
    const root = svg('g', { class: 'edge' }, title, line, head);
    const mark = this.says.mark?.();
    const words = svg('g', { class: 'words', 'aria-hidden': 'true' }, ...texts, ...(mark ? [mark] : []));
    this.labels.append(words);
    return { root, line, head, title, texts, words, mark, gone: () => words.remove() };
  }

  /** Draws the way of an edge over its stops. */
  lead(edge, way, at) {
    const stops = way.stops.map((stop) => at.get(stop));
    const real = (i) => i === 0 || i === stops.length - 1;
    if (stops.length === 1) {
      const { x, y } = stops[0];
      set(edge.line, 'd', `M ${x + WIDTH - 40} ${y} c -10 -26 40 -26 30 0`);
      set(edge.head, 'd', `M ${x + WIDTH - 10} ${y} l -6 -8 h 9 z`);
      this.word(edge, x + WIDTH - 25, y - 50, y - 20);
      return;
    }
    const low = way.back ? HEIGHT * 0.78 : HEIGHT / 2;
    const leave = way.back ? 0 : WIDTH;
    const arrive = way.back ? WIDTH : 0;
    const bend = way.back ? -GAP_X * 0.4 : GAP_X * 0.4;
    const points = stops.map((stop, i) => ({
      out: { x: stop.x + (real(i) ? leave : WIDTH - arrive), y: stop.y + low },
      in: { x: stop.x + arrive, y: stop.y + low },
    }));
    let d = `M ${points[0].out.x} ${points[0].out.y}`;
    for (let i = 1; i < points.length; i++) {
      const from = points[i - 1].out;
      const to = points[i].in;
      d += ` C ${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
      if (i < points.length - 1) d += ` L ${points[i].out.x} ${points[i].out.y}`;
    }
    const end = points.at(-1).in;
    set(edge.line, 'd', d);
    set(edge.head, 'd', `M ${end.x} ${end.y} l ${way.back ? 10 : -10} -5 v 10 z`);
    const [a, b] = [points[0].out, points[1].in];
    this.word(edge, (a.x + b.x) / 2, (a.y + b.y) / 2 + (way.back ? 18 : -20), (a.y + b.y) / 2);
  }

  word(edge, x, y, line) {
    if (edge.mark) set(edge.mark, 'transform', `translate(${x} ${line})`);
    edge.texts.forEach((text, i) => { set(text, 'x', x); set(text, 'y', y + BELOW[i]); });
  }

  write(edge, pair) {
    set(edge.root, 'data-pair', pair.key);
    set(edge.words, 'data-pair', pair.key);
    const look = this.says.look(pair);
    set(edge.root, 'class', `edge ${look}`);
    set(edge.words, 'class', `words ${look}`);
    say(edge.title, this.says.sentence(pair));
    this.says.label(pair).forEach((line, i) => say(edge.texts[i], line));
    edge.ends = [pair.from, pair.to];
  }

  /** Shows which lines are of one workload. */
  highlight(name) {
    this.chosen = name;
    for (const edge of this.byPair.values()) {
      const away = name !== null && !edge.ends.includes(name);
      edge.root.classList.toggle('away', away);
      edge.words.classList.toggle('away', away);
    }
    for (const [one, node] of this.byName) set(node.root, 'aria-pressed', String(one === name));
  }

  focus(name) {
    this.byName.get(name)?.root.focus();
  }

  /** To the nearest workload in the arrow's direction. */
  move(event) {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    const here = document.activeElement?.closest?.('.node');
    if (event.key === 'Escape') { this.choose(null); return; }
    if (!way || !here) return;
    event.preventDefault();
    const middle = (node) => { const box = node.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
    const [x, y] = middle(here);
    let best = null;
    for (const { root } of this.byName.values()) {
      const [rx, ry] = middle(root);
      const along = (rx - x) * way[0] + (ry - y) * way[1];
      const aside = Math.abs((rx - x) * way[1]) + Math.abs((ry - y) * way[0]);
      const far = along + aside * 2;
      if (along > 4 && (!best || far < best.far)) best = { far, root };
    }
    best?.root.focus();
  }
}

/** Makes what is new, removes what is gone, and leaves the rest as it is. */
function keep(known, wanted, make, parent) {
  const still = new Set(wanted);
  for (const [key, one] of known) {
    if (!still.has(key)) {
      one.root.remove();
      one.gone?.();
      known.delete(key);
    }
  }
  for (const key of wanted) {
    if (!known.has(key)) {
      known.set(key, make(key));
      parent.append(known.get(key).root);
    }
  }
}

function set(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function short(text) {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}

/** What one workload does, in words; stays as long as it is chosen. */
export function details(name, pairs, close) {
  const list = (title, mine, other) => el('div', {}, el('h3', {}, title),
    mine.length === 0 ? el('p', { class: 'faint' }, 'Nobody.') : el('ul', {}, ...mine.map((pair) =>
      el('li', {}, el('b', {}, other(pair)), el('br'), label(pair.sum)[0], el('br'),
        el('span', { class: 'faint' }, label(pair.sum).slice(1).filter(Boolean).join(' · '))))));
  return [
    el('div', { class: 'head' }, el('h2', {}, name),
      el('button', { type: 'button', id: 'close', 'aria-label': 'Close', onclick: close }, '×')),
    list('Calls', pairs.filter((pair) => pair.from === name), (pair) => pair.to),
    list('Is called by', pairs.filter((pair) => pair.to === name), (pair) => pair.from),
  ];
}
