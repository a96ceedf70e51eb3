// What the daemon says of edges, in the words and numbers of the page. Knows nothing of pages.

/** The name of an end, as it is shown and found by. */
export function nameOf(end) {
  return end.namespace ? `${end.workload}.${end.namespace}` : end.workload;
}

export function keyOf(edge) {
  return [nameOf(edge.source), edge.service, nameOf(edge.destination), edge.protocol].join(' ');
}

/** Edges that a person asked for. */
export function filtered(edges, namespace, name) {
  const text = name.trim().toLowerCase();
  return edges.filter((edge) => {
    const in_ = !namespace || edge.source.namespace === namespace || edge.destination.namespace === namespace;
    const says = `${nameOf(edge.source)} ${nameOf(edge.destination)} ${edge.service}`.toLowerCase();
    return in_ && says.includes(text);
  });
}

/** What an edge did in a time; a pair of workloads has one line, whatever it speaks and asks for. */
export function pairs(edges, over) {
  const all = new Map();
  for (const edge of edges) {
    const from = nameOf(edge.source);
    const to = nameOf(edge.destination);
    const key = `${from} ${to}`;
    if (!all.has(key)) all.set(key, { key, from, to, edges: [], sum: nothing() });
    const pair = all.get(key);
    pair.edges.push(edge);
    pair.sum = plus(pair.sum, edge[over], edge.protocol);
  }
  return [...all.values()];
}

export function nothing() {
  return { count: 0, perSecond: 0, errors: 0, p50Millis: 0, p90Millis: 0, p99Millis: 0, mutual: 0, bytesPerSecond: 0, requests: 0 };
}

/** Quantiles can't be added: of several lines the slowest is told. */
function plus(sum, one, protocol) {
  return {
    count: sum.count + one.count,
    perSecond: sum.perSecond + one.perSecond,
    errors: sum.errors + one.errors,
    p50Millis: Math.max(sum.p50Millis, one.p50Millis),
    p90Millis: Math.max(sum.p90Millis, one.p90Millis),
    p99Millis: Math.max(sum.p99Millis, one.p99Millis),
    mutual: sum.mutual + one.mtlsShare * one.count,
    bytesPerSecond: sum.bytesPerSecond + one.bytesPerSecond,
    requests: sum.requests + (protocol === 'tcp' ? 0 : one.count),
  };
}

/** How a line looks: never by its colour alone. */
export function stateOf(sum) {
  if (sum.count === 0 && sum.bytesPerSecond === 0) return 'idle';
  return sum.errors > 0 ? 'bad' : 'good';
}

export function isOpen(sum) {
  return sum.count > 0 && sum.mutual / sum.count < 0.9995;
}

export function rate(perSecond) {
  if (perSecond > 0 && perSecond < 0.01) return '< 0.01';
  return perSecond >= 100 || perSecond === 0 ? perSecond.toFixed(0) : perSecond.toFixed(perSecond < 1 ? 2 : 1);
}

export function percent(part, all) {
  if (all === 0) return '–';
  const share = (100 * part) / all;
  if (share === 0 || share === 100) return `${share} %`;
  return `${Math.min(99.9, Math.max(0.1, share)).toFixed(1)} %`;
}

export function millis(value) {
  if (value === 0) return '–';
  return value >= 100 ? value.toFixed(0) : value.toFixed(value < 10 ? 2 : 1);
}

export function bytes(perSecond) {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(1)} MB`;
  return perSecond >= 1e3 ? `${(perSecond / 1e3).toFixed(1)} kB` : `${perSecond.toFixed(0)} B`;
}

/** Three short lines beside an edge. */
export function label(sum) {
  if (stateOf(sum) === 'idle') return ['silent', '', ''];
  const errors = sum.errors > 0 ? ` · ! ${percent(sum.errors, sum.count)} errors` : '';
  const times = sum.p99Millis > 0 ? `p50 ${millis(sum.p50Millis)} · p99 ${millis(sum.p99Millis)} ms` : `${bytes(sum.bytesPerSecond)}/s`;
  const what = sum.requests > 0 || sum.count === 0 ? '/s' : ' conn./s';
  return [`${rate(sum.perSecond)}${what}${errors}`, times, `mTLS ${percent(sum.mutual, sum.count)}`];
}

/** The same as a sentence, for who doesn't see the picture. */
export function sentence(pair) {
  const said = label(pair.sum).filter(Boolean).join(', ');
  return `${pair.from} calls ${pair.to}: ${said}`.replaceAll(' · ', ', ').replace('! ', '');
}
