// The requirements by chapter, a cell a statement, and what one of them demands.

function statementLink(statement) {
  return `#req/${linkPart(statement.id)}`;
}

const kindWords = {numbered: 'numbered statements', unnumbered: 'without a number', promise: "target's own promises"};

function requirementCounts(run) {
  const groups = [];
  for (const version of [...new Set(run.statements.map((one) => one.version))])
    for (const kind of Object.keys(kindWords)) {
      const list = run.statements.filter((one) => one.version === version && one.kind === kind);
      if (list.length > 0) groups.push({version, kind, list});
    }
  return make('div', {class: 'card'}, make('h2', {}, make('a', {href: '#reqs', text: 'Requirements'})),
    groups.map(({version, kind, list}) => {
      const parts = tally(list, statementWords);
      const untestable = parts.find((part) => part.verdict === 'not_testable').count;
      const verified = parts.find((part) => part.verdict === 'verified').count;
      const rest = parts.filter((part) => part.count > 0 && !['verified', 'not_testable'].includes(part.verdict));
      return make('div', {class: 'tally'}, make('div', {}, make('b', {text: version}), ` ${kindWords[kind]}: `,
        make('span', {class: 'soft', text: [`${verified} of ${list.length - untestable} verified`, ...rest.map((part) => `${part.count} ${statementWords[part.verdict].word}`)].join(', ')})),
      bar(statementWords, parts));
    }));
}

class StatementsView {
  constructor(run) {
    this.run = run;
    this.only = new Set();
    this.cells = new Map();
    this.filter = make('input', {type: 'search', placeholder: 'filter by id or words', 'aria-label': 'Filter requirements', autocomplete: 'off', spellcheck: 'false'});
    this.filter.addEventListener('input', () => this.show());
    this.chips = tally(run.statements, statementWords).filter((part) => part.count > 0).map((part) => {
      const chip = make('button', {type: 'button', class: 'chip', 'aria-pressed': 'false', 'data-verdict': part.verdict},
        sign(statementWords, part.verdict), `${statementWords[part.verdict].word} `, make('b', {text: part.count}));
      chip.addEventListener('click', () => this.toggle(part.verdict, chip));
      return chip;
    });
    this.panel = make('aside', {class: 'panel', id: 'statement', 'aria-live': 'polite'});
    this.element = make('main', {class: 'statements'},
      make('div', {class: 'filters'}, make('label', {class: 'search'}, this.filter, make('kbd', {text: '/'})), make('div', {class: 'chips'}, this.chips)),
      make('div', {class: 'columns'}, this.versions(), this.panel));
    this.select('');
  }

  versions() {
    const chapters = this.run.chapters.map((chapter, number) => ({...chapter, statements: this.run.statements.filter((one) => one.chapter === number)}));
    return make('div', {class: 'versions'}, [...new Set(chapters.map((chapter) => chapter.version))].map((version) =>
      make('section', {class: 'matrix', 'data-version': version}, make('h2', {text: `MQTT ${version}`}),
        chapters.filter((chapter) => chapter.version === version).map((chapter) => this.chapter(chapter)))));
  }

  chapter(chapter) {
    const violated = chapter.statements.filter((one) => one.verdict === 'violated').length;
    return make('div', {class: 'chapter', 'data-chapter': chapter.number},
      make('h3', {}, make('span', {class: 'chapter-number', text: chapter.number}), make('span', {text: chapter.title}),
        violated > 0 && make('span', {class: 'ink-violated', text: `${violated} violated`})),
      make('div', {class: 'cells'}, chapter.statements.map((one) => this.cell(one))));
  }

  cell(statement) {
    const word = statementWords[statement.verdict];
    const cell = make('a', {class: `cell is-${statement.verdict} kind-${statement.kind}`, href: statementLink(statement),
      title: `${statement.id} · ${word.word}\n${statement.sentence ?? ''}`, 'aria-label': `${statement.id}, ${word.word}`, text: word.sign});
    this.cells.set(statement, cell);
    return cell;
  }

  toggle(verdict, chip) {
    if (!this.only.delete(verdict)) this.only.add(verdict);
    chip.setAttribute('aria-pressed', String(this.only.has(verdict)));
    this.show();
  }

  show() {
    const text = this.filter.value.trim().toLowerCase();
    for (const [statement, cell] of this.cells) {
      const fits = (this.only.size === 0 || this.only.has(statement.verdict))
        && (text === '' || `${statement.id} ${statement.section ?? ''} ${statement.sentence ?? ''}`.toLowerCase().includes(text));
      cell.classList.toggle('dim', !fits);
    }
    for (const chapter of this.element.querySelectorAll('.chapter'))
      chapter.classList.toggle('empty', chapter.querySelector('.cell:not(.dim)') === null);
  }

  /** Shows the statement with this id in the panel; the empty id shows what the signs mean. */
  select(id) {
    const statement = this.run.statements.find((one) => one.id === id);
    for (const [one, cell] of this.cells) {
      if (one === statement) cell.setAttribute('aria-current', 'true');
      else cell.removeAttribute('aria-current');
    }
    this.element.classList.toggle('chosen', id !== '');
    if (statement === undefined) replace(this.panel, id === '' ? this.legend() : make('p', {text: `This run says nothing of ${id}.`}));
    else replace(this.panel, ...this.story(statement));
    this.panel.scrollTop = 0;
    if (statement !== undefined) this.cells.get(statement).scrollIntoView({block: 'nearest'});
  }

  legend() {
    return make('div', {class: 'legend'}, make('h2', {text: 'A cell is a statement'}),
      make('ul', {class: 'plain'}, Object.entries(statementWords).map(([verdict, word]) =>
        make('li', {}, sign(statementWords, verdict), make('b', {text: word.word}), make('span', {class: 'soft', text: ` ${word.about}`})))),
      make('p', {class: 'soft', text: 'Round corners: no number in the standard. Choose a cell for its sentence and its cases.'}));
  }

  story(statement) {
    const cases = statement.cases.map((number) => this.run.cases[number]);
    const list = make('ul', {class: 'plain', id: 'statement-cases'});
    let shown = 0;
    const more = make('button', {type: 'button', class: 'quiet'});
    const extend = () => {
      append(list, cases.slice(shown, shown + 40).map(caseLine));
      shown = Math.min(cases.length, shown + 40);
      more.hidden = shown === cases.length;
      more.textContent = `${cases.length - shown} more`;
    };
    more.addEventListener('click', extend);
    extend();
    return [
      make('div', {class: 'panel-head'}, badge(statementWords, statement.verdict),
        make('a', {class: 'quiet icon close', href: '#reqs', 'aria-label': 'Close', text: '×'})),
      make('h2', {class: 'id', text: statement.id}),
      make('p', {class: 'demand', text: statement.sentence ?? 'This program has no sentence for it.'}),
      statement.level && make('p', {class: 'soft', text: `${statement.level} · binds ${statement.binds}${statement.section ? ` · section ${statement.section} of MQTT ${statement.version}` : ''}`}),
      statement.reason !== undefined && make('p', {class: 'reason', text: statement.reason}),
      statement.advice && make('p', {class: 'soft', text: `${counted(statement.advice, 'case')} advise against it.`}),
      make('h3', {text: `Cases that put it to the test · ${cases.length}`}), list, more,
    ];
  }
}
