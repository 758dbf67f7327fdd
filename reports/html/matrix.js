// Several results side by side: a column a broker, a row a chapter, and below it its requirements.

const matrix = block('index');
const caseLetters = {p: 'pass', a: 'advisory', f: 'fail', y: 'flaky', u: 'unsupported', i: 'inconclusive', n: 'not_run', e: 'error'};
const statementLetters = {v: 'verified', x: 'violated', a: 'advised', u: 'unsupported', i: 'inconclusive', n: 'not_exercised', t: 'not_testable'};
matrix.results.forEach((result, number) => {
  result.number = number;
  result.names = matrix.results.filter((other) => other.name === result.name).length > 1 ? `${result.name} #${number + 1}` : result.name;
});
matrix.statements.forEach((one, number) => { one.number = number; });
matrix.cases.forEach((one, number) => {
  one.number = number;
  one.sentence = matrix.texts[one.sentence];
});

const verdictOf = (result, statement) => statementLetters[result.statements[statement.number]];
const caseVerdictOf = (result, one) => caseLetters[result.cases[one.number]];
const chosen = new Set(matrix.results);
const opened = new Set();
let differencesOnly = false;
let words = [];

/** Whether the chosen brokers that are judged by it differ. */
function differs(statement) {
  const verdicts = new Set([...chosen].map((result) => verdictOf(result, statement)).filter(Boolean));
  return verdicts.size > 1;
}

function fits(statement) {
  if (differencesOnly && !differs(statement)) return false;
  const text = `${statement.id} ${statement.sentence ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** What is shown, as a link has it: `?brokers=0,2&differences=1`. */
function choice() {
  const parts = [];
  if (chosen.size < matrix.results.length) parts.push(`brokers=${[...chosen].map((result) => result.number).join(',')}`);
  if (differencesOnly) parts.push('differences=1');
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

const cellLink = (result, statement) => `#cell/${result.number}/${linkPart(statement.id)}${choice()}`;

function statementCell(result, statement) {
  const verdict = verdictOf(result, statement);
  if (verdict === undefined) return make('td', {}, make('span', {class: 'soft', title: 'not judged by this version', text: ''}));
  const word = statementWords[verdict];
  return make('td', {}, make('a', {class: `cell is-${verdict}`, href: cellLink(result, statement), 'data-cell': `${result.number}/${statement.id}`,
    title: `${result.names}: ${word.word}`, 'aria-label': `${result.names}, ${statement.id}, ${word.word}`, text: word.sign}));
}

function chapterCell(result, statements) {
  const parts = tallyOf(statements.map((one) => verdictOf(result, one)).filter(Boolean));
  const judged = Object.values(parts).reduce((sum, count) => sum + count, 0);
  if (judged === 0) return make('td', {});
  const verdict = ['violated', 'advised', 'inconclusive', 'verified', 'unsupported', 'not_exercised', 'not_testable'].find((one) => parts[one] > 0);
  const text = verdict === 'verified' || verdict.startsWith('not') ? statementWords[verdict].sign : `${statementWords[verdict].sign}${parts[verdict]}`;
  const told = Object.entries(parts).map(([one, count]) => `${count} ${statementWords[one].word}`).join(', ');
  return make('td', {}, make('a', {class: `cell count is-${verdict}`, href: `#chapter/${result.number}/${statements[0].chapter}${choice()}`,
    'data-cell': `${result.number}/${statements[0].chapter}`, title: `${result.names}: ${told}`, 'aria-label': `${result.names}: ${told}`, text}));
}

function tallyOf(verdicts) {
  const counts = {};
  for (const verdict of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

const body = make('tbody', {id: 'matrix-rows'});
const head = make('tr');
const panel = make('aside', {class: 'panel', id: 'statement', 'aria-live': 'polite'});
const columns = make('div', {class: 'columns plain'}, make('div', {class: 'grid-box'}, make('table', {class: 'grid', id: 'matrix'}, make('thead', {}, head), body)));

function sumRow(title, count, verdict, why) {
  return make('tr', {}, make('th', {scope: 'row', title: why, text: title}), [...chosen].map((result) => {
    const value = count(result);
    return make('td', {class: 'number'}, make('span', {class: value > 0 ? `ink-${verdict}` : 'soft', text: value}));
  }));
}

function chapterRows(chapter, number) {
  const all = matrix.statements.filter((one) => one.chapter === number);
  const statements = all.filter(fits);
  if (statements.length === 0 || ![...chosen].some((result) => all.some((one) => verdictOf(result, one)))) return [];
  const open = opened.has(number) || words.length > 0;
  const toggle = () => {
    if (!opened.delete(number)) opened.add(number);
    show();
  };
  const button = make('button', {type: 'button', class: 'row-button', 'aria-expanded': String(open), 'data-chapter': `${chapter.version}/${chapter.number}`},
    make('span', {class: 'chapter-number', text: chapter.number}), chapter.title, make('span', {class: 'soft', text: statements.length}));
  button.addEventListener('click', toggle);
  const rows = [make('tr', {class: 'chapter-row'}, make('th', {scope: 'row'}, button), [...chosen].map((result) => chapterCell(result, statements)))];
  if (open) for (const statement of statements)
    rows.push(make('tr', {class: 'statement-row', 'data-statement': statement.id}, make('th', {scope: 'row', title: statement.sentence},
      make('a', {href: `#req/${linkPart(statement.id)}${choice()}`}, make('code', {text: statement.id.split('/')[1]}), make('span', {class: 'sentence', text: statement.sentence ?? ''}))),
    [...chosen].map((result) => statementCell(result, statement))));
  return rows;
}

function show() {
  replace(head, make('th', {scope: 'col', class: 'soft', text: `${counted(chosen.size, 'broker')}`}), [...chosen].map((result) =>
    make('th', {scope: 'col', title: `${result.names} at ${result.url}`}, make('div', {class: 'broker-name', text: result.names}))));
  const rows = [
    sumRow('cases that failed', (result) => [...result.cases].filter((letter) => letter === 'f').length, 'fail', 'a MUST was broken'),
    sumRow('violated requirements', (result) => [...result.statements].filter((letter) => letter === 'x').length, 'fail', 'of both versions'),
    sumRow('verified requirements', (result) => [...result.statements].filter((letter) => letter === 'v').length, 'verified', 'of both versions'),
  ];
  let version = '';
  matrix.chapters.forEach((chapter, number) => {
    const of = chapterRows(chapter, number);
    if (of.length === 0) return;
    if (chapter.version !== version) rows.push(make('tr', {class: 'version'}, make('th', {scope: 'row', text: `MQTT ${chapter.version}`}), [...chosen].map(() => make('td'))));
    version = chapter.version;
    rows.push(...of);
  });
  replace(body, rows);
  for (const chip of chips) chip.setAttribute('aria-pressed', String(chosen.has(matrix.results[chip.dataset.broker])));
  onlyChip.setAttribute('aria-pressed', String(differencesOnly));
}

/** The cases that speak of a statement: those that cover it, and those that were charged with it. */
function casesOf(statement) {
  const charged = (result, one) => [result.told[one.number]?.violated, result.told[one.number]?.advised].some((list) => list?.includes(statement.number));
  return matrix.cases.filter((one) => one.covers.includes(statement.number) || [...chosen].some((result) => charged(result, one)));
}

function caseRow(one, results) {
  return make('tr', {'data-case': one.id}, make('td', {}, make('div', {class: 'name', text: one.id}),
    results.map((result) => {
      const told = result.told[one.number];
      return told?.message === undefined ? null : make('div', {class: 'soft small'}, results.length > 1 && make('b', {text: `${result.names}: `}), matrix.texts[told.message],
        told.known !== undefined && ` (known: ${matrix.texts[told.known]})`);
    })),
  results.map((result) => make('td', {}, caseVerdictOf(result, one) && sign(caseWords, caseVerdictOf(result, one)))));
}

/** What a statement demands, how the brokers stand to it, and the cases of those that are asked for. */
function story(statement, result) {
  const judged = [...chosen].filter((one) => verdictOf(one, statement) !== undefined);
  const shown = result === undefined ? (judged.length <= 3 ? judged : []) : [result];
  const gravity = Object.keys(caseWords);
  const worst = (one) => Math.min(99, ...(shown.length > 0 ? shown : judged).map((each) => gravity.indexOf(caseVerdictOf(each, one))).filter((index) => index >= 0));
  const cases = casesOf(statement).filter((one) => worst(one) < 99).sort((a, b) => worst(a) - worst(b) || a.number - b.number);
  const list = make('tbody');
  const more = make('button', {type: 'button', class: 'quiet'});
  let made = 0;
  const extend = () => {
    append(list, cases.slice(made, made + 60).map((one) => caseRow(one, shown)));
    made = Math.min(cases.length, made + 60);
    more.hidden = made === cases.length;
    more.textContent = `${cases.length - made} more`;
  };
  more.addEventListener('click', extend);
  extend();
  return [
    make('div', {class: 'panel-head'}, result && (verdictOf(result, statement) ? badge(statementWords, verdictOf(result, statement)) : make('span', {class: 'tag', text: `not judged by ${statement.version}`})), make('b', {text: result?.names ?? ''}),
      make('a', {class: 'quiet icon close', href: `#${choice()}`, 'aria-label': 'Close', text: '×'})),
    make('h2', {class: 'id', text: statement.id}),
    make('p', {class: 'demand', text: statement.sentence ?? ''}),
    statement.level && make('p', {class: 'soft', text: `${statement.level} · binds ${statement.binds}${statement.section ? ` · section ${statement.section} of MQTT ${statement.version}` : ''}`}),
    result === undefined && make('ul', {class: 'plain'}, judged.map((one) => make('li', {}, make('a', {class: 'case-link', href: cellLink(one, statement)},
      sign(statementWords, verdictOf(one, statement)), one.names)))),
    make('h3', {text: `Cases · ${cases.length}`}),
    make('div', {class: 'scroll'}, make('table', {class: 'compare', id: 'statement-cases'}, shown.length > 1 && make('thead', {}, make('tr', {}, make('th'), shown.map((one) => make('th', {text: one.names})))),
      list)), more,
  ];
}

/** The statements of a chapter as one broker keeps them, the worst first. */
function chapterStory(chapter, number, result) {
  const gravity = Object.keys(statementWords);
  const rank = (one) => gravity.indexOf(verdictOf(result, one));
  const statements = matrix.statements.filter((one) => one.chapter === number && verdictOf(result, one) !== undefined).sort((a, b) => rank(a) - rank(b) || a.number - b.number);
  return [
    make('div', {class: 'panel-head'}, make('b', {text: result.names}), make('a', {class: 'quiet icon close', href: `#${choice()}`, 'aria-label': 'Close', text: '×'})),
    make('h2', {text: `MQTT ${chapter.version}, ${chapter.number} ${chapter.title}`}),
    bar(statementWords, gravity.map((verdict) => ({verdict, count: statements.filter((one) => verdictOf(result, one) === verdict).length}))),
    make('ul', {class: 'plain', id: 'chapter-statements'}, statements.map((one) => make('li', {}, make('a', {class: 'case-link', href: cellLink(result, one), title: one.sentence},
      sign(statementWords, verdictOf(result, one)), make('span', {}, make('code', {text: one.id.split('/')[1]}), make('span', {class: 'soft', text: ` ${one.sentence ?? ''}`})))))),
  ];
}

function follow() {
  const {view, rest} = place();
  const slash = rest.indexOf('/');
  const result = view === 'cell' || view === 'chapter' ? matrix.results[Number(rest.slice(0, slash))] : undefined;
  const number = view === 'chapter' ? Number(rest.slice(slash + 1)) : -1;
  const chapter = result && matrix.chapters[number];
  const id = view === 'cell' ? rest.slice(slash + 1) : view === 'req' ? rest : '';
  const statement = matrix.statements.find((one) => one.id === id);
  columns.classList.toggle('plain', statement === undefined && chapter === undefined);
  panel.remove();
  if (chapter !== undefined) columns.append(replace(panel, ...chapterStory(chapter, number, result)));
  if (statement !== undefined) {
    columns.append(replace(panel, ...story(statement, result)));
    panel.scrollTop = 0;
    if (!opened.has(statement.chapter)) {
      opened.add(statement.chapter);
      show();
    }
  }
  for (const cell of body.querySelectorAll('[aria-current]')) cell.removeAttribute('aria-current');
  const cell = result && body.querySelector(`[data-cell="${CSS.escape(rest)}"]`);
  cell?.setAttribute('aria-current', 'true');
  cell?.scrollIntoView({block: 'nearest', inline: 'nearest'});
}

/** Takes the choice that a link brings; one without says nothing. */
function readChoice() {
  const {query} = place();
  if (query.has('brokers')) {
    const numbers = query.get('brokers').split(',').map(Number);
    chosen.clear();
    for (const result of matrix.results) if (numbers.includes(result.number)) chosen.add(result);
  }
  if (query.has('differences')) differencesOnly = query.get('differences') === '1';
}

/** After a choice: what is shown, and the address. */
function choose() {
  const [path] = location.hash.split('?');
  history.replaceState(null, '', `${path || '#'}${choice()}`);
  show();
  follow();
}

const filter = make('input', {type: 'search', id: 'filter', placeholder: 'filter by id or words', 'aria-label': 'Filter requirements', autocomplete: 'off', spellcheck: 'false'});
filter.addEventListener('input', () => {
  words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  show();
});
const onlyChip = make('button', {type: 'button', class: 'chip', 'aria-pressed': 'false', id: 'differences', title: 'only what the chosen brokers do differently (d)', text: '≠ differences only'});
onlyChip.addEventListener('click', () => {
  differencesOnly = !differencesOnly;
  choose();
});
const chips = matrix.results.map((result) => {
  const chip = make('button', {type: 'button', class: 'chip', 'aria-pressed': 'true', 'data-broker': result.number, title: `${result.names}: shown or not; with Shift, or a double click, this one alone`, text: result.names});
  const alone = () => {
    chosen.clear();
    chosen.add(result);
  };
  chip.addEventListener('click', (event) => {
    if (event.shiftKey) alone();
    else {
      const order = matrix.results.filter((one) => (one === result ? !chosen.has(one) : chosen.has(one)));
      chosen.clear();
      for (const one of order) chosen.add(one);
    }
    choose();
  });
  chip.addEventListener('dblclick', () => { alone(); choose(); });
  return chip;
});
const every = make('button', {type: 'button', class: 'chip', text: 'all'});
every.addEventListener('click', () => {
  chosen.clear();
  for (const result of matrix.results) chosen.add(result);
  choose();
});

const colours = themeButton();
const help = keysDialog([['/', 'to the filter'], ['d', 'differences only'], ['e', 'open or close all chapters'], ['t', 'light or dark'], ['Esc', 'leave or clear the filter']]);
append(document.getElementById('page'), [
  make('header', {class: 'top'}, make('b', {class: 'brand', text: `${counted(matrix.results.length, 'broker')} side by side`}),
    make('span', {class: 'soft small', text: `conformance ${[...new Set(matrix.results.map((one) => one.tool))].join(', ')} · ${counted(matrix.cases.length, 'case')}`}),
    make('nav', {}, make('button', {type: 'button', class: 'quiet icon', 'aria-label': 'Keys (?)', title: 'Keys (?)', text: '?', on: {click: () => help.showModal()}}), colours)),
  make('main', {class: 'brokers'}, make('div', {class: 'filters'}, make('label', {class: 'search'}, filter, make('kbd', {text: '/'})), make('div', {class: 'chips'}, onlyChip, every), make('div', {class: 'chips'}, chips)), columns),
  help]);

function openAll() {
  if (opened.size > 0) opened.clear();
  else matrix.chapters.forEach((_, number) => opened.add(number));
  show();
}

onKeys((key, typing) => {
  if (typing) {
    if (key === 'Escape' && filter.value !== '') { filter.value = ''; filter.dispatchEvent(new Event('input')); }
    else document.activeElement.blur();
    return true;
  }
  const action = {'/': () => filter.focus(), d: () => onlyChip.click(), e: openAll, t: () => colours.click(), '?': () => help.showModal()}[key];
  action?.();
  return action !== undefined;
});
addEventListener('hashchange', () => {
  const before = choice();
  readChoice();
  if (choice() !== before) show();
  follow();
});
readChoice();
show();
follow();
