// What the daemon says of the migration, in the words and numbers of the page. Knows nothing of pages.
import { nameOf, nothing, pairs, percent } from './traffic.js';

/** The way, in order. */
export const WAY = ['OBSERVING', 'READY', 'AUDITING', 'CANARY', 'RAMP', 'SOAK', 'LOCKED'];
/** Beside it; shown where somebody is. */
export const ASIDE = ['BLOCKED', 'ROLLING_BACK', 'COOLDOWN', 'HELD', 'EXEMPT', 'UNOBSERVABLE'];

/** `RAMP` of `RAMP 1`; who was only found is shown with those that are observed. */
export function phaseOf(unit) {
  const phase = unit.phase.split(' ')[0];
  return phase === 'DISCOVERED' ? 'OBSERVING' : phase;
}

export function counts(units) {
  const all = new Map([...WAY, ...ASIDE].map((phase) => [phase, 0]));
  for (const unit of units) all.set(phaseOf(unit), (all.get(phaseOf(unit)) ?? 0) + 1);
  return all;
}

export function namespaceOf(unit) {
  return unit.slice(0, Math.max(0, unit.indexOf('/')));
}

/** `namespace/workload:port` as the graph names it. */
function workloadOf(unit) {
  const port = unit.lastIndexOf(':');
  return graphName(port < 0 ? unit : unit.slice(0, port));
}

/** `namespace/workload` as `workload.namespace`; an address stays as it is. */
function graphName(owner) {
  const slash = owner.indexOf('/');
  return slash < 0 ? owner : nameOf({ namespace: owner.slice(0, slash), workload: owner.slice(slash + 1) });
}

/** Whether a unit, or what happened to it, is asked for. */
export function matches(unit, wish) {
  return (!wish.namespace || namespaceOf(unit) === wish.namespace) && unit.toLowerCase().includes(wish.name);
}

/** How long before, in words. */
export function ago(then, now) {
  if (!then) return '–';
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(then)) / 1000));
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86400)} d ago`;
}

/** What was seen from outside. */
export function proven(unit, now) {
  if (unit.disproved) return `WRONG: ${unit.disproved}`;
  return ago(unit.proven, now);
}

/** Pairs that call, with whom STRICT would refuse: of the service graph, and of the evidence that ports gathered. */
export function lockedPairs(edges, units) {
  const all = new Map(pairs(edges, 'tenMinutes').map((pair) => [pair.key, { ...pair, cut: [] }]));
  for (const unit of units) {
    const to = workloadOf(unit.unit);
    for (const one of unit.cut) {
      const from = graphName(one.owner);
      const key = `${from} ${to}`;
      if (!all.has(key)) all.set(key, { key, from, to, edges: [], sum: nothing(), cut: [] });
      all.get(key).cut.push({ ...one, unit: unit.unit });
    }
  }
  return [...all.values()].sort((a, b) => b.sum.count - a.sum.count || a.key.localeCompare(b.key));
}

/** `closed`, `half`, `open`, or `idle` where nobody called. */
export function lockOf(pair) {
  const { count, mutual } = pair.sum;
  const share = count === 0 ? 0 : mutual / count;
  if (count === 0) return pair.cut.length > 0 ? 'open' : 'idle';
  if (share >= 0.9995 && pair.cut.length === 0) return 'closed';
  return share === 0 ? 'open' : 'half';
}

const SAYS = { closed: 'mutual TLS only', half: 'both', open: 'clear text', idle: 'silent' };

export function lockWords(pair) {
  return SAYS[lockOf(pair)];
}

export function mutualShare(pair) {
  return percent(pair.sum.mutual, pair.sum.count);
}

/** Whom STRICT would refuse on this line, with the cause; empty for nobody. */
export function refusal(pair) {
  return [...new Set(pair.cut.map((one) => `${one.kind}, ${one.cause}`))].join('; ');
}
