// The page of traces: search, who calls whom, and one trace when the address names it.
import { el, read } from './shell.js';
import { rows, extent, duration, hue, logfmt } from './spans.js';
import { showTrace } from './timeline.js';
import { showCalls } from './calls.js';

const find = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);

function say(text, bad = false) {
  find('notes').replaceChildren(el('p', { class: bad ? 'note bad' : 'note', role: bad ? 'alert' : null }, text));
}

function fill(select, names, chosen, all) {
  select.replaceChildren(...(all ? [el('option', { value: '' }, 'all')] : []),
    ...names.map((name) => el('option', { value: name, selected: name === chosen }, name)));
}

async function services() {
  const names = (await read('/jaeger/api/services')).data || [];
  fill(find('service'), names, asked.get('service'), false);
  return names;
}

async function operations() {
  const service = find('service').value;
  if (!service) return;
  const names = (await read(`/jaeger/api/services/${encodeURIComponent(service)}/operations`)).data || [];
  fill(find('operation'), names, asked.get('operation'), true);
}

/** The form as the questions that the API understands, and as this page's own address. */
function question() {
  const end = Date.now() * 1000;
  const values = new URLSearchParams({
    service: find('service').value,
    limit: find('limit').value,
    start: end - find('lookback').value * 1_000_000,
    end: end + 60_000_000,
  });
  const page = new URLSearchParams({ service: find('service').value, last: find('lookback').value });
  for (const [id, key] of [['operation', 'operation'], ['min', 'minDuration'], ['max', 'maxDuration']]) {
    const value = find(id).value.trim();
    if (value) { values.set(key, value); page.set(key, value); }
  }
  const tags = find('tags').value.trim();
  if (tags) { values.set('tags', JSON.stringify(logfmt(tags))); page.set('tags', tags); }
  return { values, page };
}

async function search() {
  try {
    const { values, page } = question();
    const { data } = await read(`/jaeger/api/traces?${values}`);
    history.replaceState(null, '', `?${page}`);
    find('notes').replaceChildren();
    find('said').textContent = data.length === 0 ? 'No such trace.' : `${data.length} ${data.length === 1 ? 'trace' : 'traces'}, the latest first`;
    find('found').replaceChildren(...data.map(item));
    await lostNotes();
  } catch (error) {
    say(error.message, true);
  }
}

function item(trace) {
  const spans = rows(trace);
  const time = extent(spans);
  const counts = new Map();
  for (const span of spans) counts.set(span.service, (counts.get(span.service) || 0) + 1);
  const failed = spans.filter((span) => span.failed).length;
  const pills = [...counts].map(([service, count]) => {
    const pill = el('span', { class: 'pill' }, `${service} (${count})`);
    pill.style.borderLeftColor = `hsl(${hue(service)} 60% 50%)`;
    return pill;
  });
  return el('li', {}, el('a', { href: `/traces?trace=${trace.traceID}` },
    el('span', {}, `${spans[0].service}: ${spans[0].operationName}`,
      failed ? el('span', { class: 'error' }, ` ${failed} ${failed === 1 ? 'error' : 'errors'}`) : null),
    el('span', { class: 'pills' }, ...pills),
    el('span', { class: 'length' }, duration(time.length)),
    el('span', { class: 'faint' }, new Date(time.start / 1000).toLocaleTimeString())));
}

async function lost() {
  return (await read('/trace/api/lost')).data || [];
}

async function lostNotes() {
  for (const finding of await lost()) {
    const example = finding.examples[0];
    find('notes').append(el('p', { class: 'note lost' }, finding.says + '. ',
      el('span', { class: 'faint' }, `${finding.whileAnswering} of its ${finding.loneCalls} calls without a parent were made while it answered a request. `),
      el('a', { href: `/traces?trace=${example.inbound}` }, 'See one')));
  }
}

function restore() {
  find('tags').value = asked.get('tags') || '';
  find('min').value = asked.get('minDuration') || '';
  find('max').value = asked.get('maxDuration') || '';
  if (asked.get('last')) find('lookback').value = asked.get('last');
}

async function start() {
  const id = asked.get('trace');
  if (id) {
    find('search-view').hidden = true;
    find('trace-view').hidden = false;
    await showTrace(find('trace-view'), id, await lost());
    return;
  }
  restore();
  const names = await services();
  find('search').addEventListener('submit', (event) => { event.preventDefault(); search(); });
  find('service').addEventListener('change', () => operations().catch((error) => say(error.message, true)));
  await showCalls(find('calls'), (service) => { location.assign(`/traces?service=${encodeURIComponent(service)}`); });
  if (names.length === 0) {
    say('No span has arrived yet. Exporters send to the collectors: Jaeger gRPC 14250, OTLP 4317 and 4318, Zipkin 9411.');
    return;
  }
  await operations();
  await search();
}

start().then(() => { document.body.dataset.ready = 'yes'; }, (error) => say(error.message, true));
