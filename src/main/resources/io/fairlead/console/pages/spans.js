// What a trace says, without a page: its tree, its times, its colours.

const HUES = [205, 28, 150, 285, 350, 95, 180, 48, 320, 240];

/** The spans as rows from the root down, each with its depth, service and whether it went wrong. */
export function rows(trace) {
  const spans = trace.spans.map((span) => ({
    ...span,
    service: trace.processes[span.processID].serviceName,
    processTags: trace.processes[span.processID].tags,
    failed: span.tags.some((tag) => tag.key === 'error' && String(tag.value) === 'true'),
    parent: (span.references.find((r) => r.traceID === span.traceID) || {}).spanID,
  }));
  const ids = new Set(spans.map((span) => span.spanID));
  const children = new Map();
  for (const span of spans) {
    const key = ids.has(span.parent) && span.parent !== span.spanID ? span.parent : '';
    if (!children.has(key)) children.set(key, []);
    children.get(key).push(span);
  }
  for (const list of children.values()) list.sort((a, b) => a.startTime - b.startTime);
  const out = [];
  const seen = new Set();
  const stack = (children.get('') || []).map((span) => [span, 0]).reverse();
  while (stack.length) {
    const [span, depth] = stack.pop();
    if (seen.has(span)) continue;
    seen.add(span);
    out.push({ ...span, depth });
    for (const child of (children.get(span.spanID) || []).toReversed()) stack.push([child, depth + 1]);
  }
  return out;
}

/** First start, last end and their distance, in microseconds. */
export function extent(spans) {
  const start = Math.min(...spans.map((span) => span.startTime));
  const end = Math.max(...spans.map((span) => span.startTime + span.duration));
  return { start, end, length: Math.max(1, end - start) };
}

export function duration(micros) {
  if (micros < 1000) return `${micros} µs`;
  if (micros < 1_000_000) return `${(micros / 1000).toFixed(micros < 100_000 ? 2 : 0)} ms`;
  return `${(micros / 1_000_000).toFixed(2)} s`;
}

/** The same colour for a service everywhere; names tell it apart as well. */
export function hue(service) {
  let sum = 0;
  for (const char of service) sum = (sum * 31 + char.codePointAt(0)) % 100_003;
  return HUES[sum % HUES.length];
}

/** `a=b c="d e"` as an object; throws what is wrong with it. */
export function logfmt(text) {
  const tags = {};
  const pattern = /\s*([^\s=]+)=("([^"]*)"|\S*)/y;
  let end = 0;
  while (text.slice(end).trim()) {
    pattern.lastIndex = end;
    const found = pattern.exec(text);
    if (!found) throw new Error(`Tags are written key=value; not so: ${text.slice(end).trim()}`);
    tags[found[1]] = found[3] ?? found[2];
    end = pattern.lastIndex;
  }
  return tags;
}

/** Services in columns: callers to the left of whom they call. */
export function layers(calls) {
  const level = new Map();
  const names = [...new Set(calls.flatMap((call) => [call.parent, call.child]))].sort();
  for (const name of names) level.set(name, 0);
  for (let round = 0; round < names.length; round++) {
    let moved = false;
    for (const call of calls) {
      const want = level.get(call.parent) + 1;
      if (call.parent !== call.child && level.get(call.child) < want && want < names.length) {
        level.set(call.child, want);
        moved = true;
      }
    }
    if (!moved) break;
  }
  const columns = [];
  for (const name of names) (columns[level.get(name)] ??= []).push(name);
  return columns.filter(Boolean);
}
