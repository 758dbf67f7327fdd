// What both pages have: the bar on top, light and dark, links to parts of the page, the keys' help.

/** Where the reader is: `#view/rest?name=value`. */
function place() {
  const [path, query = ''] = location.hash.slice(1).split('?');
  const slash = path.indexOf('/');
  return {
    view: slash < 0 ? path : path.slice(0, slash),
    rest: slash < 0 ? '' : unlinked(path.slice(slash + 1)),
    query: new URLSearchParams(query),
  };
}

const themes = ['auto', 'light', 'dark'];
let theme = 'auto';

function showTheme(button) {
  document.documentElement.dataset.theme = theme;
  button.textContent = {auto: '◐', light: '☀', dark: '☾'}[theme];
  button.title = `Colours: ${theme} (t)`;
  button.setAttribute('aria-label', button.title);
}

function themeButton() {
  try {
    theme = themes.find((one) => one === localStorage.getItem('conformance-theme')) ?? 'auto';
  } catch { /* A page from a file may have no storage. */ }
  const button = make('button', {type: 'button', class: 'quiet icon', id: 'theme'});
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    try {
      localStorage.setItem('conformance-theme', theme);
    } catch { /* likewise */ }
    showTheme(button);
  });
  showTheme(button);
  return button;
}

function keysDialog(keys) {
  const dialog = make('dialog', {class: 'keys', 'aria-label': 'Keys'},
    make('h2', {text: 'Keys'}),
    make('dl', {}, keys.map(([key, what]) => [make('dt', {}, make('kbd', {text: key})), make('dd', {text: what})])),
    make('button', {type: 'button', text: 'Close', on: {click: () => dialog.close()}}));
  return dialog;
}

/** Listens to single keys, not while the reader types. */
function onKeys(handler) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (typing && event.key !== 'Escape' && event.key !== 'Enter') return;
    if (handler(event.key, typing)) event.preventDefault();
  });
}

function fact(name, ...value) {
  return make('div', {}, make('dt', {text: name}), make('dd', {}, ...value));
}

/** A bar of parts; each part is {verdict, count}. */
function bar(words, parts) {
  const total = parts.reduce((sum, part) => sum + part.count, 0) || 1;
  const element = make('div', {class: 'bar', 'aria-hidden': true});
  for (const part of parts) {
    if (part.count === 0) continue;
    const piece = make('span', {class: `is-${part.verdict}`, title: `${part.count} ${words[part.verdict].word}`});
    piece.style.flexGrow = String(Math.max(part.count, total / 150));
    element.append(piece);
  }
  return element;
}
