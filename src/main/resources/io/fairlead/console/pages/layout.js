// Where the nodes of a graph stand: callers to the left of whom they call. Knows nothing of pages.

/**
 * @param names of the nodes
 * @param edges objects with `from` and `to`
 * @return columns of names, and for each edge (by its place) the stops on its way and whether it leads back
 */
export function layout(names, edges) {
  const back = backward(names, edges);
  const forward = edges.map((edge, i) => (back.has(i) ? { from: edge.to, to: edge.from } : edge));
  const level = levels(names, forward.filter((edge) => edge.from !== edge.to));
  const columns = [];
  const put = (name, at) => { (columns[at] ??= []).push(name); };
  for (const name of names) put(name, level.get(name));
  const links = [];
  const ways = forward.map((edge, i) => {
    const way = [edge.from];
    for (let at = level.get(edge.from) + 1; at < level.get(edge.to); at++) {
      const stop = `\u0000${i}/${at}`;
      put(stop, at);
      way.push(stop);
    }
    if (edge.to !== edge.from) way.push(edge.to);
    for (let k = 1; k < way.length; k++) links.push([way[k - 1], way[k]]);
    return { stops: back.has(i) ? way.reverse() : way, back: back.has(i) };
  });
  return { columns: order(columns, links), ways };
}

/** Edges that would close a circle. */
function backward(names, edges) {
  const out = new Map(names.map((name) => [name, []]));
  edges.forEach((edge, i) => { if (edge.from !== edge.to) out.get(edge.from).push([i, edge.to]); });
  const called = new Set(edges.filter((edge) => edge.from !== edge.to).map((edge) => edge.to));
  const starts = [...names.filter((name) => !called.has(name)), ...names];
  const state = new Map();
  const back = new Set();
  for (const start of starts) {
    const stack = state.has(start) ? [] : [[start, 0]];
    if (stack.length) state.set(start, 'open');
    while (stack.length) {
      const top = stack.at(-1);
      const next = out.get(top[0])[top[1]++];
      if (!next) {
        state.set(top[0], 'done');
        stack.pop();
      } else if (state.get(next[1]) === 'open') {
        back.add(next[0]);
      } else if (!state.has(next[1])) {
        state.set(next[1], 'open');
        stack.push([next[1], 0]);
      }
    }
  }
  return back;
}

/** The longest way to each node; who is called by nobody stands right before whom he calls. */
function levels(names, edges) {
  const level = new Map(names.map((name) => [name, 0]));
  const waits = new Map(names.map((name) => [name, 0]));
  const out = new Map(names.map((name) => [name, []]));
  for (const edge of edges) {
    out.get(edge.from).push(edge.to);
    waits.set(edge.to, waits.get(edge.to) + 1);
  }
  const roots = names.filter((name) => waits.get(name) === 0);
  const ready = [...roots];
  while (ready.length) {
    const name = ready.shift();
    for (const to of out.get(name)) {
      level.set(to, Math.max(level.get(to), level.get(name) + 1));
      waits.set(to, waits.get(to) - 1);
      if (waits.get(to) === 0) ready.push(to);
    }
  }
  for (const root of roots) {
    const next = out.get(root).map((to) => level.get(to));
    if (next.length) level.set(root, Math.min(...next) - 1);
  }
  return level;
}

/** Each column sorted by where its neighbours stand, a few times there and back. */
function order(columns, links) {
  const filled = columns.filter(Boolean);
  const before = new Map();
  const after = new Map();
  const note = (map, key, value) => { if (!map.has(key)) map.set(key, []); map.get(key).push(value); };
  for (const [from, to] of links) {
    note(before, to, from);
    note(after, from, to);
  }
  const place = new Map();
  const number = (column) => column.forEach((name, y) => place.set(name, y - column.length / 2));
  filled.forEach(number);
  const sort = (column, neighbours) => {
    const weight = new Map(column.map((name) => {
      const near = neighbours.get(name) || [];
      return [name, near.length ? near.reduce((sum, one) => sum + place.get(one), 0) / near.length : place.get(name)];
    }));
    column.sort((a, b) => weight.get(a) - weight.get(b));
    number(column);
  };
  for (let round = 0; round < 4; round++) {
    filled.slice(1).forEach((column) => sort(column, before));
    filled.slice(0, -1).reverse().forEach((column) => sort(column, after));
  }
  return filled;
}
