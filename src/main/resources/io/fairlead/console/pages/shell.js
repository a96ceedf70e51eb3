// What all pages share: the bar with the pages, the choice of light or dark, small tools.
// A new page is a file PATH.html beside this one, and a line here.

const PAGES = [
  { path: 'graph', title: 'Graph', says: 'Who calls whom, live: rate, errors, latency and mutual TLS of each edge.' },
  { path: 'mtls', title: 'mTLS', says: 'Every port on its way to STRICT: where it stands, who stands in the way, and what was proven.' },
  { path: 'traces', title: 'Traces', says: 'Search requests, see where their time went, and who drops trace headers.' },
];

const THEME = 'fairlead-theme';

/** An element with attributes and children; text stays text, whatever it says. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, '');
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/** The same for a picture's elements. */
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value != null) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const ANSWER_MS = 10_000;

/** What a console said, or that nobody is there who could say anything. */
async function answer(address) {
  try {
    const response = await fetch(address, {
      headers: { Accept: 'application/json' },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return [response, await response.text()];
  } catch {
    throw new Error('The control plane is down: the daemon does not answer. The sidecars go on without it.');
  }
}

/** JSON of an address of this console; what it says when it refuses is the error's message. */
export async function read(address) {
  const [response, text] = await answer(address);
  if (!response.ok) {
    let said = text.trim();
    try {
      said = JSON.parse(text).errors[0].msg;
    } catch { /* a sentence, not JSON */ }
    throw new Error(said || `${response.status}`);
  }
  return JSON.parse(text);
}

const LIVE_MS = 2000;

/**
 * A page that goes on asking: one question at a time, none while nobody looks or the button `pause` is down. That the
 * daemon doesn't answer is said once, with the time of what is shown, if anything is.
 */
export function live(ask, shownAt) {
  const notes = document.getElementById('notes');
  const button = document.getElementById('pause');
  let paused = false;
  let failed = false;
  async function look() {
    try {
      await ask();
      if (failed) notes.replaceChildren();
      failed = false;
    } catch (error) {
      if (!failed) {
        const at = shownAt();
        const from = at ? `Shown is what was known at ${at}. ` : '';
        notes.replaceChildren(el('p', { class: 'note bad', role: 'alert' },
          `The daemon doesn\u2019t answer (${error.message}). ${from}This page goes on asking.`));
      }
      failed = true;
    }
  }
  async function follow() {
    if (!paused && !document.hidden) await look();
    document.body.dataset.ready = 'yes';
    setTimeout(follow, LIVE_MS);
  }
  button.addEventListener('click', () => {
    paused = !paused;
    button.setAttribute('aria-pressed', String(paused));
    button.textContent = paused ? 'Go on' : 'Pause';
  });
  follow();
}

function theme(choice) {
  if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
}

function stored() {
  try { return localStorage.getItem(THEME) || 'system'; } catch { return 'system'; }
}

function store(choice) {
  try { localStorage.setItem(THEME, choice); } catch { /* private window: the choice lasts as long as the page */ }
}

function themeSelect() {
  const select = el('select', { id: 'theme', 'aria-label': 'Colours' });
  for (const choice of ['system', 'light', 'dark']) {
    select.append(el('option', { value: choice, selected: choice === stored() }, choice));
  }
  select.addEventListener('change', () => { store(select.value); theme(select.value); });
  return select;
}

function bar() {
  const here = location.pathname.replace(/^\/|\/$/g, '');
  const links = PAGES.map((page) => el('a', {
    href: '/' + page.path,
    'aria-current': page.path === here ? 'page' : null,
  }, page.title));
  document.body.prepend(
    el('a', { class: 'skip', href: '#main' }, 'Skip to content'),
    el('header', { class: 'bar' },
      el('a', { class: 'brand', href: '/' }, 'Fairlead'),
      el('nav', { 'aria-label': 'Pages' }, ...links),
      themeSelect()));
}

function cards() {
  const list = document.getElementById('pages');
  if (!list) return;
  for (const page of PAGES) {
    list.append(el('li', {}, el('a', { href: '/' + page.path }, page.title), el('p', {}, page.says)));
  }
}

/** A daemon that follows asks the leader. While that one doesn't answer it shows what it heard itself; that is said. */
async function follower() {
  let told = null;
  try {
    told = await read('/graph/api/replica');
  } catch { /* the page itself says that the daemon doesn't answer */ }
  const note = document.getElementById('follower');
  const follows = told && told.replicas && !told.whole;
  if (!told || String(follows) === document.body.dataset.follows) return;
  document.body.dataset.follows = String(follows);
  note?.remove();
  if (!follows) return;
  const all = told.console ? el('a', { href: `http://${told.console}${location.pathname}` }, `the leader, ${told.console},`) : `the leader, ${told.leader || 'not chosen yet'},`;
  document.getElementById('main').prepend(el('p', { class: 'note', id: 'follower', role: 'status' },
    'This daemon is one of several and can\'t reach the leader: its pages show what it heard itself; ', all, ' shows what all hear.'));
}

async function watch() {
  if (!document.hidden) await follower();
  setTimeout(watch, 10_000);
}

theme(stored());
bar();
cards();
watch();
