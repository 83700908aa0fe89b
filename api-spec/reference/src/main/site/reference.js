'use strict';

// Search, colours, samples by language, copying. Everything can be read without this.

const MOST_RESULTS = 12;
const SHOWN_MILLISECONDS = 1600;
const root = document.documentElement;

theme();
menu();
samples();
copyButtons();
scrolling();
search();
contents();
addEventListener('hashchange', openTarget);
openTarget();
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('main details')) {
    details.open = true;
  }
});

// ---- what the reader chose ----

function remembered(name, use) {
  try {
    const value = localStorage.getItem(name);
    if (value !== null) {
      use(value);
    }
  } catch {
    // a browser that keeps nothing
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // a browser that keeps nothing
  }
}

function theme() {
  const button = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const dark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const show = () => button.setAttribute('aria-pressed', String(dark()));
  button.addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    remember('theme', root.dataset.theme);
    show();
  });
  system.addEventListener('change', show);
  show();
}

// ---- contents ----

function menu() {
  const button = document.getElementById('menu');
  const show = open => {
    root.classList.toggle('menu', open);
    button.setAttribute('aria-expanded', String(open));
  };
  button.addEventListener('click', () => show(!root.classList.contains('menu')));
  document.getElementById('contents').addEventListener('click', event => {
    if (event.target.closest('a')) {
      show(false);
    }
  });
  addEventListener('keydown', event => {
    if (event.key === 'Escape' && root.classList.contains('menu')) {
      show(false);
      button.focus();
    }
  });
}

/** Marks in the contents what is being read. */
function contents() {
  const links = new Map([...document.querySelectorAll('#contents a[href^="#"]')].map(link => [link.hash.slice(1), link]));
  const targets = [...links.keys()].map(id => document.getElementById(id)).filter(target => target !== null);
  let marked;
  const mark = () => {
    const line = innerHeight / 4;
    const read = targets.filter(target => target.getBoundingClientRect().top <= line)
      .reduce((last, target) => last && last.getBoundingClientRect().top > target.getBoundingClientRect().top ? last : target, undefined);
    const link = links.get((read ?? targets[0])?.id);
    if (link !== marked) {
      marked?.removeAttribute('aria-current');
      link?.setAttribute('aria-current', 'location');
      marked = link;
      reveal(link);
    }
  };
  let waiting = false;
  addEventListener('scroll', () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    }
  }, { passive: true });
  mark();
}

/** Scrolls the contents, and nothing else, to a link. */
function reveal(link) {
  const list = document.getElementById('contents');
  if (!link || link.offsetParent === null) {
    return;
  }
  const at = link.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (at.top < frame.top + 40 || at.bottom > frame.bottom - 40) {
    list.scrollTop += at.top - frame.top - frame.height / 3;
  }
}

/** Opens what hides the place that the address names. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let hidden = false;
  for (let details = target?.closest('details'); details; details = details.parentElement.closest('details')) {
    hidden ||= !details.open;
    details.open = true;
  }
  if (hidden) {
    target.scrollIntoView();
  }
}

// ---- samples ----

function samples() {
  const groups = [...document.querySelectorAll('.samples')];
  for (const [number, group] of groups.entries()) {
    const tabs = document.createElement('div');
    tabs.className = 'tabs';
    tabs.setAttribute('role', 'tablist');
    tabs.setAttribute('aria-label', `Language of the sample: ${group.dataset.label}`);
    for (const sample of group.querySelectorAll('.sample')) {
      const tab = document.createElement('button');
      tab.type = 'button';
      tab.textContent = sample.dataset.name;
      tab.dataset.language = sample.dataset.language;
      tab.id = `tab-${number}-${sample.dataset.language}`;
      tab.setAttribute('role', 'tab');
      sample.id = `sample-${number}-${sample.dataset.language}`;
      sample.setAttribute('role', 'tabpanel');
      sample.setAttribute('aria-labelledby', tab.id);
      tab.setAttribute('aria-controls', sample.id);
      tabs.append(tab);
    }
    tabs.addEventListener('click', event => {
      const tab = event.target.closest('button');
      if (tab) {
        const before = tab.getBoundingClientRect().top;
        remember('language', tab.dataset.language);
        choose(groups, tab.dataset.language);
        // the samples above have another height now
        scrollBy(0, tab.getBoundingClientRect().top - before);
      }
    });
    tabs.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step !== undefined) {
        const all = [...tabs.children];
        const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
        next.click();
        next.focus({ preventScroll: true });
        event.preventDefault();
      }
    });
    group.prepend(tabs);
  }
  choose(groups, 'curl');
  remembered('language', language => choose(groups, language));
}

function choose(groups, language) {
  for (const group of groups) {
    const tabs = [...group.querySelectorAll('[role=tab]')];
    // a language without a sample of this operation leaves the choice of before
    const chosen = tabs.find(tab => tab.dataset.language === language)
      ?? tabs.find(tab => tab.getAttribute('aria-selected') === 'true') ?? tabs[0];
    for (const tab of tabs) {
      const selected = tab === chosen;
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      document.getElementById(tab.getAttribute('aria-controls')).hidden = !selected;
    }
  }
}

// ---- copying ----

function copyButtons() {
  for (const code of document.querySelectorAll('.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'icon copy';
    button.setAttribute('aria-label', 'Copy');
    button.append(document.createElement('span'));
    button.addEventListener('click', () => copy(button, code.querySelector('pre').textContent));
    code.append(button);
  }
  for (const button of document.querySelectorAll('.copy-link')) {
    button.addEventListener('click', () => {
      history.replaceState(null, '', `#${button.dataset.link}`);
      copy(button, location.href);
    });
  }
}

/** What can be scrolled, and nothing else, is a stop for those who use the keyboard. */
function scrolling() {
  const measure = target => {
    if (target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight) {
      target.tabIndex = 0;
    } else {
      target.removeAttribute('tabindex');
    }
  };
  const observer = new ResizeObserver(entries => entries.forEach(entry => measure(entry.target)));
  for (const each of document.querySelectorAll('.code pre, .table')) {
    measure(each);
    observer.observe(each);
  }
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // without TLS a browser has no clipboard to write to, but the old way
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
    button.focus({ preventScroll: true });
  }
  const status = document.getElementById('found');
  status.textContent = 'Copied';
  button.classList.add('done');
  setTimeout(() => {
    button.classList.remove('done');
    status.textContent = '';
  }, SHOWN_MILLISECONDS);
}

// ---- search ----

function search() {
  const input = document.getElementById('search');
  const list = document.getElementById('results');
  const status = document.getElementById('found');
  let selected = -1;

  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    selected = -1;
  };
  const select = index => {
    const options = [...list.children];
    options[selected]?.setAttribute('aria-selected', 'false');
    selected = (index + options.length) % options.length;
    options[selected].setAttribute('aria-selected', 'true');
    options[selected].scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', options[selected].id);
  };
  const go = option => {
    close();
    const file = `${document.body.dataset.file}#`;
    const address = option.dataset.address;
    location.href = address.startsWith(file) ? address.slice(file.length - 1) : address;
    input.blur();
  };
  const show = () => {
    const results = find(input.value);
    close();
    status.textContent = input.value.trim() === '' ? '' : `${results.length} found`;
    list.replaceChildren(...results.map(option));
    if (results.length > 0) {
      list.hidden = false;
      input.setAttribute('aria-expanded', 'true');
      select(0);
    }
  };

  input.addEventListener('focus', () => withIndex(show), { once: true });
  input.addEventListener('focus', show);
  input.addEventListener('input', show);
  input.addEventListener('blur', close);
  // before the field loses the focus, which closes the list
  list.addEventListener('mousedown', event => event.preventDefault());
  list.addEventListener('click', event => go(event.target.closest('li')));
  input.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      input.value = '';
      close();
      input.blur();
    } else if (!list.hidden && event.key === 'ArrowDown') {
      select(selected + 1);
      event.preventDefault();
    } else if (!list.hidden && event.key === 'ArrowUp') {
      select(selected - 1);
      event.preventDefault();
    } else if (!list.hidden && event.key === 'Enter') {
      go(list.children[selected]);
      event.preventDefault();
    }
  });
  input.form.addEventListener('submit', event => event.preventDefault());
  addEventListener('keydown', event => {
    if (event.key === '/' && !event.target.closest('input, textarea') && !event.ctrlKey && !event.metaKey) {
      input.focus();
      input.select();
      event.preventDefault();
    }
  });
}

/** The index is a script of its own, loaded at the first search. */
function withIndex(use) {
  const script = document.createElement('script');
  script.src = 'search-index.js';
  script.addEventListener('load', use);
  document.head.append(script);
}

function find(query) {
  const words = query.toLowerCase().split(/\s+/).filter(word => word !== '');
  if (words.length === 0 || !window.searchIndex) {
    return [];
  }
  return window.searchIndex
    .map((entry, order) => ({ entry, order, score: score(entry, words) }))
    .filter(found => found.score > 0)
    .sort((one, other) => other.score - one.score || one.order - other.order)
    .slice(0, MOST_RESULTS)
    .map(found => found.entry);
}

/** Each word must be somewhere; the more so the nearer to the beginning of the title. */
function score(entry, words) {
  const title = entry.title.toLowerCase();
  let sum = 0;
  for (const word of words) {
    if (title === word) {
      sum += 100;
    } else if (title.startsWith(word)) {
      sum += 60;
    } else if (new RegExp(`(^|[^a-z0-9])${word.replace(/[^a-z0-9]/g, '\\$&')}`).test(title)) {
      sum += 40;
    } else if (title.includes(word)) {
      sum += 20;
    } else if (entry.kind.toLowerCase().includes(word)) {
      sum += 8;
    } else if (entry.words.toLowerCase().includes(word)) {
      sum += 4;
    } else {
      return 0;
    }
  }
  return sum;
}

function option(entry, index) {
  const item = document.createElement('li');
  item.id = `result-${index}`;
  item.setAttribute('role', 'option');
  item.setAttribute('aria-selected', 'false');
  item.dataset.address = entry.address;
  const title = document.createElement('strong');
  title.textContent = entry.title;
  const kind = document.createElement('span');
  kind.textContent = entry.kind;
  item.append(title, ' ', kind);
  return item;
}
