// The list of cases and its filters. Rows are made as they come into sight, so that thousands cost nothing.

function caseLink(one) {
  return `#case/${linkPart(one.id)}`;
}

/** A failure that the gate did not expect. */
function isUnexpected(one) {
  return one.known === undefined && ['fail', 'flaky', 'error'].includes(one.verdict);
}

/** Since the earlier result, or else against the baseline. */
function isChanged(one) {
  if (one.was !== undefined) return one.was !== one.verdict;
  return one.change === true;
}

/** In the words of `conformance compare`. */
function changeOf(one) {
  if (one.was === 'new') return `NEW ${one.verdict}`;
  const loud = (verdict) => (['fail', 'flaky', 'error'].includes(verdict) ? verdict.toUpperCase() : verdict);
  return `${loud(one.was)}->${loud(one.verdict)}`;
}

const rowsAtOnce = 120;

class CaseList {
  constructor(run, onFilter) {
    this.run = run;
    this.onFilter = onFilter;
    this.shown = new Set();
    this.version = '';
    this.hits = [];
    this.order = [...run.cases].sort((a, b) => this.gravity(a) - this.gravity(b) || a.number - b.number);
    this.filter = make('input', {type: 'search', id: 'filter', placeholder: 'filter by name, id or words', 'aria-label': 'Filter cases', autocomplete: 'off', spellcheck: 'false'});
    this.filter.addEventListener('input', () => this.changed());
    this.chips = new Map();
    const chips = tally(run.cases, caseWords).filter((part) => part.count > 0).map((part) => this.chip(part.verdict,
      [sign(caseWords, part.verdict), `${caseWords[part.verdict].word} `, make('b', {text: part.count})],
      `${caseWords[part.verdict].about} (${caseWords[part.verdict].key})`));
    const changed = run.cases.filter(isChanged).length;
    if (run.before !== undefined || run.baseline !== undefined)
      chips.push(this.chip('changed', ['Δ changed ', make('b', {text: changed})],
        run.before ? 'another verdict than before (c)' : 'not as the baseline says (c)'));
    const versions = run.target.versions.length > 1 ? run.target.versions.map((version) => this.versionChip(version)) : [];
    this.count = make('span', {class: 'soft', id: 'hits', 'aria-live': 'polite'});
    this.rows = make('div', {class: 'case-rows', id: 'case-rows'});
    this.sentinel = make('div', {class: 'sentinel'});
    this.scroller = make('div', {class: 'case-list'},
      make('div', {class: 'filters'}, make('label', {class: 'search'}, this.filter, make('kbd', {text: '/'})),
        make('div', {class: 'chips'}, chips, versions), this.count),
      this.rows, this.sentinel);
    new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) this.extend(); },
      {rootMargin: '600px'}).observe(this.sentinel);
    this.show();
  }

  gravity(one) {
    return Object.keys(caseWords).indexOf(one.verdict) * 2 + (one.known === undefined ? 0 : 1);
  }

  chip(name, content, title) {
    const chip = make('button', {type: 'button', class: 'chip', 'aria-pressed': 'false', 'data-show': name, title}, content);
    chip.addEventListener('click', () => this.toggle(name));
    this.chips.set(name, chip);
    return chip;
  }

  versionChip(version) {
    const chip = make('button', {type: 'button', class: 'chip', 'aria-pressed': 'false', 'data-version': version, text: version});
    chip.addEventListener('click', () => {
      this.version = this.version === version ? '' : version;
      this.changed();
    });
    return chip;
  }

  /** Takes and gives the filters as a link has them. */
  read(query) {
    this.shown = new Set((query.get('show') ?? '').split(',').filter((name) => this.chips.has(name)));
    this.version = query.get('v') ?? '';
    this.filter.value = query.get('q') ?? '';
    this.show();
  }

  query() {
    const parts = [];
    if (this.shown.size > 0) parts.push(`show=${[...this.shown].join(',')}`);
    if (this.version !== '') parts.push(`v=${this.version}`);
    if (this.filter.value !== '') parts.push(`q=${linkPart(this.filter.value)}`);
    return parts.length > 0 ? `?${parts.join('&')}` : '';
  }

  toggle(name) {
    if (!this.chips.has(name)) return false;
    if (!this.shown.delete(name)) this.shown.add(name);
    this.changed();
    return true;
  }

  changed() {
    this.show();
    this.onFilter(this.query());
  }

  fits(one, words) {
    const verdicts = [...this.shown].filter((name) => name !== 'changed');
    if (verdicts.length > 0 && !verdicts.includes(one.verdict)) return false;
    if (this.shown.has('changed') && !isChanged(one)) return false;
    if (this.version !== '' && one.version !== this.version) return false;
    one.haystack ??= [one.id, one.sentence, one.message ?? '', one.capability ?? '', one.known ?? '', ...(one.formerly ?? []),
      ...[...(one.covers ?? []), ...(one.violated ?? [])].map((number) => this.run.statements[number].id)].join(' ').toLowerCase();
    return words.every((word) => one.haystack.includes(word));
  }

  show() {
    for (const [name, chip] of this.chips) chip.setAttribute('aria-pressed', String(this.shown.has(name)));
    for (const chip of this.scroller.querySelectorAll('[data-version]')) chip.setAttribute('aria-pressed', String(chip.dataset.version === this.version));
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.hits = this.order.filter((one) => this.fits(one, words));
    this.count.textContent = this.hits.length === this.run.cases.length ? counted(this.hits.length, 'case')
      : `${this.hits.length} of ${counted(this.run.cases.length, 'case')}`;
    this.made = 0;
    replace(this.rows, this.hits.length === 0 && make('p', {class: 'nothing', text: 'No case fits these filters.'}));
    this.extend();
  }

  extend() {
    for (const one of this.hits.slice(this.made, this.made + rowsAtOnce)) this.rows.append(this.row(one));
    this.made = Math.min(this.hits.length, this.made + rowsAtOnce);
  }

  row(one) {
    const at = one.id.lastIndexOf('@');
    return make('a', {class: 'case-row', href: caseLink(one), 'data-case': one.id, 'aria-current': one === this.current ? 'true' : undefined},
      sign(caseWords, one.verdict),
      make('span', {class: 'name'}, one.id.slice(0, at), make('span', {class: 'soft', text: one.id.slice(at)})),
      one.known !== undefined && make('span', {class: 'tag', title: one.known, text: 'known'}),
      one.was !== undefined && isChanged(one) && make('span', {class: 'change', text: changeOf(one)}),
      one.message !== undefined && make('span', {class: 'message soft', text: one.message}));
  }

  select(one) {
    this.current = one;
    for (const row of this.rows.querySelectorAll('[aria-current]')) row.removeAttribute('aria-current');
    const position = this.hits.indexOf(one);
    while (position >= this.made && position >= 0) this.extend();
    const row = position < 0 ? undefined : this.rows.children[position];
    row?.setAttribute('aria-current', 'true');
    row?.scrollIntoView({block: 'nearest'});
  }

  /** The hit before (-1) or behind (1) the chosen one. */
  neighbour(step) {
    const position = this.hits.indexOf(this.current);
    return this.hits[position < 0 ? 0 : position + step];
  }
}
