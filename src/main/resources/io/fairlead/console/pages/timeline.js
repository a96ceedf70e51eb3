// One trace: its spans in time, what the end waited for, and what each span says.
// Keys: arrows (or j and k) move, Enter opens a span, Escape goes back to the search.
import { el, svg, read } from './shell.js';
import { rows, extent, duration, hue } from './spans.js';

/** @param lost what is known of services that drop headers */
export async function showTrace(place, id, lost) {
  const [answer, path] = await Promise.all([
    read(`/jaeger/api/traces/${encodeURIComponent(id)}`),
    read(`/trace/api/critical/${encodeURIComponent(id)}`),
  ]);
  const trace = answer.data[0];
  const spans = rows(trace);
  const time = extent(spans);
  const critical = new Map();
  for (const stretch of path.data) {
    if (!critical.has(stretch.spanID)) critical.set(stretch.spanID, []);
    critical.get(stretch.spanID).push(stretch);
  }
  const lines = el('div', { class: 'timeline', id: 'timeline', role: 'list', 'aria-label': 'Spans in time' }, ticks(time));
  for (const span of spans) lines.append(line(span, time, critical.get(span.spanID) || []));
  lines.addEventListener('keydown', move);
  place.replaceChildren(
    el('p', {}, el('a', { href: '/traces', id: 'back' }, '← Search')),
    el('h1', {}, `${spans[0].service}: ${spans[0].operationName}`),
    facts(trace, spans, time),
    ...notes(trace, spans, lost),
    el('p', { class: 'legend' }, el('i'), ' critical path: what the end of the trace waited for'),
    lines);
  lines.querySelector('.row').focus({ preventScroll: true });
}

function facts(trace, spans, time) {
  const services = new Set(spans.map((span) => span.service)).size;
  const moved = spans.filter((span) => (span.warnings || []).some((w) => w.includes('adjusted by'))).length;
  return el('p', { class: 'facts' },
    el('span', {}, 'ID ', el('code', {}, trace.traceID)),
    el('span', {}, new Date(time.start / 1000).toLocaleString()),
    el('span', {}, `${duration(time.length)} in all`),
    el('span', {}, `${spans.length} ${spans.length === 1 ? 'span' : 'spans'} of ${services} ${services === 1 ? 'service' : 'services'}`),
    moved ? el('span', {}, `the clocks disagree: times of ${moved} ${moved === 1 ? 'span' : 'spans'} were adjusted`) : null);
}

function notes(trace, spans, lost) {
  const out = [];
  for (const warning of trace.warnings || []) out.push(el('p', { class: 'note' }, warning));
  for (const finding of lost) {
    const inbound = finding.examples.filter((example) => example.inbound === trace.traceID);
    const outbound = finding.examples.filter((example) => example.outbound === trace.traceID);
    for (const example of inbound.slice(0, 3)) out.push(lostNote(finding.says, 'the call that went on without them', example.outbound));
    for (const example of outbound.slice(0, 3)) out.push(lostNote(finding.says, 'the call during which it was made', example.inbound));
  }
  return out;
}

function lostNote(says, what, other) {
  return el('p', { class: 'note lost' }, says + '. ', el('a', { href: `/traces?trace=${other}` }, `See ${what}`));
}

function ticks(time) {
  const marks = el('div');
  for (let i = 0; i <= 4; i++) marks.append(el('span', {}, duration(Math.round(time.length * i / 4))));
  return el('div', { class: 'ticks', 'aria-hidden': 'true' }, el('div', {}, 'Service and operation'), marks);
}

function line(span, time, stretches) {
  const row = el('div', {
    class: 'row', role: 'listitem', tabindex: 0, 'aria-expanded': 'false', 'data-span': span.spanID,
    'aria-label': `${span.service} ${span.operationName}, ${duration(span.duration)}${span.failed ? ', error' : ''}`,
  }, name(span), bar(span, time, stretches));
  row.addEventListener('click', () => toggle(row, span));
  row.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); toggle(row, span); }
  });
  return row;
}

function name(span) {
  const cell = el('div', { class: 'who', title: `${span.service}: ${span.operationName}` },
    span.failed ? el('span', { class: 'error' }, '! ') : null,
    el('b', {}, span.service), ' ', el('span', { class: 'faint' }, span.operationName));
  cell.style.paddingLeft = `${0.5 + Math.min(span.depth, 20) * 0.9}rem`;
  cell.style.boxShadow = `inset 4px 0 hsl(${hue(span.service)} 60% 50%)`;
  return cell;
}

function bar(span, time, stretches) {
  const share = (micros) => (100 * (micros - time.start) / time.length);
  const left = share(span.startTime);
  const width = Math.max(0.15, 100 * span.duration / time.length);
  const picture = svg('svg', { 'aria-hidden': 'true' });
  for (const at of [25, 50, 75]) picture.append(svg('line', { class: 'gridline', x1: `${at}%`, x2: `${at}%`, y1: 0, y2: '100%' }));
  picture.append(svg('rect', { x: `${left}%`, width: `${width}%`, y: 7, height: 14, rx: 2, fill: `hsl(${hue(span.service)} 55% 55%)` }));
  for (const part of stretches) {
    picture.append(svg('rect', {
      class: 'critical', x: `${share(part.start)}%`, y: 22, height: 4,
      width: `${Math.max(0.15, 100 * (part.end - part.start) / time.length)}%`,
    }));
  }
  const right = left + width < 82;
  const inside = !right && left < 14;
  picture.append(svg('text', {
    class: inside ? 'inside' : null,
    x: `${right ? left + width : left}%`, dx: right || inside ? 4 : -4, y: 18,
    'text-anchor': right || inside ? 'start' : 'end',
  }, duration(span.duration)));
  return picture;
}

function toggle(row, span) {
  if (row.getAttribute('aria-expanded') === 'true') {
    row.nextElementSibling.remove();
    row.setAttribute('aria-expanded', 'false');
    return;
  }
  row.setAttribute('aria-expanded', 'true');
  const panel = el('div', { class: 'details' },
    table('Tags', span.tags), table('Process', [{ key: 'service', value: span.service }, ...span.processTags]),
    ...span.logs.map((log) => table(`+${duration(log.timestamp - span.startTime)}`, log.fields)));
  panel.append(el('div', {},
    el('p', { class: 'faint' }, 'Span ', el('code', {}, span.spanID)),
    ...(span.warnings || []).map((warning) => el('p', { class: 'note' }, warning)),
    ...span.references.filter((r) => r.traceID !== span.traceID).map((r) =>
      el('p', {}, 'Follows from ', el('a', { href: `/traces?trace=${r.traceID}` }, r.traceID)))));
  row.after(panel);
}

function table(title, tags) {
  const body = el('tbody');
  for (const tag of tags) body.append(el('tr', {}, el('td', {}, tag.key), el('td', { class: 'mono' }, String(tag.value))));
  return el('div', {}, el('h3', {}, title), el('table', {}, body));
}

function move(event) {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (event.key === 'Escape') { document.getElementById('back').click(); return; }
  if (!step) return;
  const all = [...event.currentTarget.querySelectorAll('.row')];
  const next = all[all.indexOf(document.activeElement) + step];
  if (next) { event.preventDefault(); next.focus(); }
}
