// The first view: the verdict and the gate, what is wrong, the areas, what the target can, how the run was made.

function tally(items, words, of = (item) => item.verdict) {
  const counts = Object.fromEntries(Object.keys(words).map((verdict) => [verdict, 0]));
  for (const item of items) counts[of(item)] += 1;
  return Object.entries(counts).map(([verdict, count]) => ({verdict, count}));
}

function headline(run) {
  const [word, why] = exitWords[run.summary.exit_code] ?? ['Ended', 'the exit code says how'];
  const good = run.summary.exit_code === 0;
  const unexpected = tally(run.cases.filter(isUnexpected), caseWords);
  const strays = run.baseline?.strays.length ?? 0;
  const details = unexpected.filter((part) => part.count > 0)
    .map((part) => (part.verdict === 'flaky' ? `${part.count} flaky` : counted(part.count, {fail: 'failure'}[part.verdict] ?? part.verdict)));
  if (strays > 0) details.push(`${counted(strays, 'line')} of the baseline not borne out`);
  return make('section', {class: `headline ${good ? 'good' : 'bad'}`, id: 'verdict'},
    make('h1', {}, make('span', {class: 'mark', 'aria-hidden': true, text: good ? '✓' : '✕'}),
      details.length > 0 ? `${word}: ${details.join(', ')}` : word),
    make('p', {class: 'soft', text: `Exit code ${run.summary.exit_code}: ${why}.`}),
    run.summary.broker_died && make('p', {class: 'alarm', text: run.summary.broker_died_text || 'The broker died during the run.'}),
    run.summary.deadline_reached && make('p', {class: 'alarm', text: 'The deadline of the run was reached.'}));
}

function facts(run) {
  const known = run.cases.filter((one) => one.known !== undefined).length;
  const gate = run.baseline === undefined ? 'no baseline: every failure counts'
    : `${run.baseline.file}: ${counted(run.baseline.entries, 'line')}, ${counted(known, 'case')} failing as told`;
  return make('dl', {class: 'facts', id: 'facts'},
    fact('target', make('b', {text: run.target.name})),
    fact('at', make('code', {text: run.target.url}), run.target.simulated ? ' (in virtual time)' : ''),
    fact('MQTT', run.target.versions.join(' and '), run.target.version_note ? `; ${run.target.version_note}` : ''),
    fact('gate', gate),
    run.before && fact('before', `${run.before.name}, seed ${run.before.seed}`),
    fact('played', `${counted(run.cases.length, 'case')} in ${run.summary.duration_s.toFixed(1)} s`),
    fact('seed', make('code', {text: run.selection.seed})),
    fact('tool', `conformance ${run.tool}`));
}

function counts(run) {
  const parts = tally(run.cases, caseWords);
  return make('section', {id: 'counts'}, bar(caseWords, parts),
    make('ul', {class: 'counts'}, parts.filter((part) => part.count > 0).map((part) =>
      make('li', {}, make('a', {href: `#cases?show=${part.verdict}`},
        sign(caseWords, part.verdict), make('b', {text: part.count}), ` ${caseWords[part.verdict].word}`)))));
}

function caseLine(one) {
  return make('li', {}, make('a', {class: 'case-link', href: caseLink(one)},
    sign(caseWords, one.verdict), make('span', {class: 'name', text: one.id}),
    one.known !== undefined && make('span', {class: 'tag', title: one.known, text: 'known'})));
}

function groupOfCases(run, verdict, title) {
  const all = run.cases.filter((one) => one.verdict === verdict && one.known === undefined);
  if (all.length === 0) return null;
  return make('section', {}, make('h3', {text: `${title} · ${all.length}`}),
    make('ul', {class: 'plain'}, all.slice(0, 8).map(caseLine)),
    all.length > 8 && make('p', {}, make('a', {href: `#cases?show=${verdict}`, text: `all ${all.length}`})));
}

function violations(run) {
  const rows = run.statements.filter((one) => one.verdict === 'violated').map((statement) => {
    const cases = statement.cases.map((number) => run.cases[number]).filter((one) => one.violated?.includes(statement.number));
    return {statement, cases, fresh: cases.filter(isUnexpected).length};
  });
  rows.sort((a, b) => b.fresh - a.fresh);
  if (rows.length === 0) return null;
  return make('section', {}, make('h3', {text: `Violated requirements · ${rows.length}`}),
    make('ul', {class: 'rows', id: 'violations'}, rows.map((row) =>
      make('li', {class: row.fresh > 0 ? 'fresh' : ''},
        make('a', {href: statementLink(row.statement)},
          sign(statementWords, 'violated'), make('code', {text: row.statement.id})),
        make('span', {class: 'sentence', text: row.statement.sentence ?? ''}),
        make('span', {class: 'soft number', text: counted(row.cases.length, 'case') + (row.fresh === 0 ? ', known' : row.fresh < row.cases.length ? `, ${row.fresh} new` : '')})))));
}

function strays(run) {
  const list = run.baseline?.strays ?? [];
  if (list.length === 0) return null;
  return make('section', {}, make('h3', {text: `Baseline lines that are not borne out · ${list.length}`}),
    make('ul', {class: 'rows'}, list.map((stray) => make('li', {},
      make('code', {text: `${stray.line}: ${stray.entry}`}), make('span', {class: 'sentence', text: stray.what}),
      make('span', {class: 'soft', text: stray.cases.length > 0 ? counted(stray.cases.length, 'case') : ''})))));
}

function changes(run) {
  if (run.before === undefined) return null;
  const worse = (one) => (isUnexpected(one) ? 0 : one.was === 'new' ? 2 : 1);
  const changed = run.cases.filter(isChanged).sort((a, b) => worse(a) - worse(b) || a.number - b.number);
  const gone = run.before.gone;
  return make('section', {id: 'changes'}, make('h3', {text: `Changed since before · ${changed.length + gone.length}`}),
    changed.length + gone.length === 0 && make('p', {class: 'soft', text: 'Every case has the verdict that it had.'}),
    make('ul', {class: 'plain'}, changed.slice(0, 12).map((one) => make('li', {}, make('a', {class: 'case-link', href: caseLink(one)},
      make('span', {class: 'change', text: changeOf(one)}), make('span', {class: 'name', text: one.id})))),
    gone.slice(0, 12).map((id) => make('li', {}, make('span', {class: 'change', text: 'GONE'}), ' ', id))),
    changed.length > 12 && make('p', {}, make('a', {href: '#cases?show=changed', text: `all ${changed.length}`})));
}

function wrong(run) {
  const parts = [changes(run), violations(run), groupOfCases(run, 'error', 'Errors of this program'),
    groupOfCases(run, 'flaky', 'Flaky'), groupOfCases(run, 'inconclusive', 'Could not be judged'), strays(run)].filter(Boolean);
  return make('div', {class: 'card', id: 'wrong'}, make('h2', {text: 'What is wrong'}),
    parts.length === 0 ? make('p', {class: 'soft', text: 'Nothing: no requirement is violated, and every case could be judged.'}) : parts);
}

function areas(run) {
  const suites = new Map();
  for (const one of run.cases) {
    if (!suites.has(one.suite)) suites.set(one.suite, []);
    suites.get(one.suite).push(one);
  }
  const shown = Object.keys(caseWords).filter((verdict) => run.cases.some((one) => one.verdict === verdict));
  return make('div', {class: 'card'}, make('h2', {text: 'Areas'}), make('div', {class: 'scroll'}, make('table', {id: 'areas'},
    make('thead', {}, make('tr', {}, make('th', {text: 'area'}), make('th', {class: 'number', text: 'cases'}),
      shown.map((verdict) => make('th', {class: 'number'}, sign(caseWords, verdict))))),
    make('tbody', {}, [...suites].map(([suite, cases]) => {
      const parts = tally(cases, caseWords);
      return make('tr', {}, make('th', {scope: 'row'}, make('a', {href: `#cases?q=${linkPart(suite + '/')}`, text: suite})),
        make('td', {class: 'number', text: cases.length}),
        shown.map((verdict) => {
          const count = parts.find((part) => part.verdict === verdict).count;
          return make('td', {class: `number ${count > 0 ? `ink-${verdict}` : 'none'}`, text: count || '·'});
        }));
    })))));
}

function capabilities(run) {
  return make('div', {class: 'card'}, make('h2', {text: 'What the target can'}),
    run.target.capabilities.length === 0 ? make('p', {class: 'soft', text: 'Nothing was read.'})
      : make('div', {class: 'scroll'}, make('table', {id: 'capabilities'},
        make('thead', {}, make('tr', {}, ['capability', 'value', 'MQTT', 'read from'].map((text) => make('th', {text})))),
        make('tbody', {}, run.target.capabilities.map((one) => make('tr', {},
          make('th', {scope: 'row', text: one.name.replaceAll('_', ' ')}), make('td', {text: one.value}),
          make('td', {class: 'soft', text: one.version ?? 'both'}),
          make('td', {text: one.source + (one.listener ? ` (listener ${one.listener})` : '')})))))));
}

function theRun(run) {
  const {selection} = run;
  const list = (texts) => (texts.length > 0 ? texts.join(' ') : 'all');
  return make('div', {class: 'card'}, make('h2', {text: 'How it was run'}),
    make('dl', {class: 'facts'},
      fact('patterns', list(selection.patterns)),
      selection.covers.length > 0 && fact('covers', selection.covers.join(' ')),
      selection.tags.length > 0 && fact('tags', selection.tags.join(' ')),
      selection.shard && fact('shard', selection.shard),
      selection.safe && fact('safe', 'only cases that do no harm'),
      fact('jobs', selection.jobs), fact('timeout', `${selection.timeout_s} s`),
      selection.repeat > 1 && fact('repeat', selection.repeat),
      Object.entries(run.target.calibration ?? {}).map(([name, value]) =>
        fact(name.replaceAll('_', ' '), Number(value.toFixed(3))))));
}

function overview(run) {
  return make('main', {class: 'overview'}, headline(run), facts(run), counts(run), wrong(run),
    make('div', {class: 'pair'}, areas(run), make('div', {}, requirementCounts(run), capabilities(run), theRun(run))));
}
