// The page of one result: reads the index, makes the views when they are first wanted, follows links and keys.

const run = block('index');
run.cases.forEach((one, number) => {
  one.number = number;
  for (const name of ['suite', 'sentence', 'file', 'message', 'reason', 'capability', 'capability_source', 'listener', 'listener_url', 'canary', 'known'])
    if (one[name] !== undefined) one[name] = run.texts[one[name]];
});
run.statements.forEach((one, number) => {
  one.number = number;
  if (one.reason !== undefined) one.reason = run.texts[one.reason];
});
run.byId = new Map(run.statements.map((one) => [one.id, one]));
// What a case was called before stays a permalink to it.
run.caseById = new Map([...run.cases.flatMap((one) => (one.formerly ?? []).map((id) => [id, one])), ...run.cases.map((one) => [one.id, one])]);
if (run.baseline !== undefined && run.before === undefined) {
  const unborne = new Set(run.baseline.strays.flatMap((stray) => stray.cases));
  for (const one of run.cases) one.change = isUnexpected(one) || unborne.has(one.id);
}

const views = {};
run.list = new CaseList(run, (query) => {
  if (place().view !== 'case') history.replaceState(null, '', `#cases${query}`);
});
const detail = make('article', {class: 'case-detail', id: 'case', tabindex: '-1'});

function view(name) {
  views[name] ??= {
    overview: () => ({element: overview(run)}),
    statements: () => new StatementsView(run),
    cases: () => ({element: make('main', {class: 'cases'}, run.list.scroller, detail)}),
  }[name]();
  return views[name];
}

const tabs = [['', 'Overview', 'overview'], ['reqs', 'Requirements', 'statements'], ['cases', 'Cases', 'cases']]
  .map(([hash, text, name]) => make('a', {href: `#${hash}`, text, 'data-tab': name}));
const [exitWord] = exitWords[run.summary.exit_code] ?? ['Ended'];
const stage = make('div', {id: 'stage'});
const help = keysDialog([['/', 'to the filter'], ['f', 'fail'], ['y', 'flaky'], ['i', 'inconclusive'], ['a', 'advisory'],
  ['u', 'unsupported'], ['p', 'pass'], ['c', 'changed'], ['j k', 'next, previous case'], ['x', 'show the failing packet'],
  ['o r l', 'overview, requirements, list of cases'], ['t', 'light or dark'], ['Esc', 'leave or clear the filter']]);
const colours = themeButton();
append(document.getElementById('page'), [
  make('header', {class: 'top'}, make('a', {class: 'brand', href: '#'}, make('b', {text: run.target.name})),
    make('span', {class: `state ${run.summary.exit_code === 0 ? 'good' : 'bad'}`, text: `${run.summary.exit_code === 0 ? '✓' : '✕'} ${exitWord}`}),
    make('nav', {}, tabs),
    make('button', {type: 'button', class: 'quiet icon', 'aria-label': 'Keys (?)', title: 'Keys (?)', text: '?', on: {click: () => help.showModal()}}),
    colours),
  stage, help]);

let current = '';

function showCase(id) {
  const one = run.caseById.get(id);
  run.list.select(one);
  view('cases').element.classList.toggle('chosen', id !== '');
  if (one === undefined) replace(detail, make('p', {class: 'nothing', text: id === '' ? 'Choose a case; j and k go through the list.' : `This run has no case ${id}.`}));
  else replace(detail, ...casePage(run, one));
  detail.scrollTop = 0;
}

function follow() {
  const {view: where, rest, query} = place();
  const name = {'': 'overview', reqs: 'statements', req: 'statements', cases: 'cases', case: 'cases'}[where] ?? 'overview';
  if (name !== current) {
    replace(stage, view(name).element);
    document.body.dataset.view = name;
    for (const tab of tabs) {
      if (tab.dataset.tab === name) tab.setAttribute('aria-current', 'page');
      else tab.removeAttribute('aria-current');
    }
    scrollTo(0, 0);
    current = name;
  }
  if (name === 'statements') view(name).select(where === 'req' ? rest : '');
  if (where === 'cases') run.list.read(query);
  if (name === 'cases') {
    showCase(where === 'case' ? rest : '');
    if (where === 'case') scrollTo(0, 0);
  }
  document.title = `${rest === '' ? '' : `${rest} · `}${run.target.name} · conformance`;
}

/** At once, since the reader types on. */
function focusFilter() {
  if (current === 'overview') {
    location.hash = '#cases';
    follow();
  }
  const filter = current === 'statements' ? view('statements').filter : run.list.filter;
  filter.focus();
  filter.select();
}

function step(by) {
  const next = run.list.neighbour(by);
  if (next !== undefined) location.hash = caseLink(next);
}

const keys = {
  '/': focusFilter, j: () => step(1), k: () => step(-1), t: () => colours.click(), '?': () => help.showModal(),
  o: () => { location.hash = '#'; }, r: () => { location.hash = '#reqs'; }, l: () => { location.hash = `#cases${run.list.query()}`; },
  x: () => document.getElementById('show-packet')?.click(),
};
const filterKeys = {c: 'changed', ...Object.fromEntries(Object.entries(caseWords).map(([verdict, word]) => [word.key, verdict]))};

onKeys((key, typing) => {
  if (typing) {
    const filter = document.activeElement;
    if (key === 'Escape' && filter.value !== '') { filter.value = ''; filter.dispatchEvent(new Event('input')); }
    else filter.blur();
    if (key === 'Enter' && filter === run.list.filter && run.list.hits.length > 0) step(1);
    return true;
  }
  if (keys[key]) { keys[key](); return true; }
  if (!filterKeys[key] || current === 'statements') return false;
  if (current !== 'cases') location.hash = `#cases?show=${filterKeys[key]}`;
  return current !== 'cases' || run.list.toggle(filterKeys[key]);
});
addEventListener('hashchange', follow);
follow();
