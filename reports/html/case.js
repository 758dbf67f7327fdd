// The page of one case: why it is not a pass, the scenario beside its packets, and how to play it again.

/** As reports/text.cpp quotes a word for a shell. */
function shellWord(text) {
  return /^[\w\-+=./:,@%]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A line split at a place that counts bytes. */
function splitAtBytes(line, column, length) {
  const bytes = new TextEncoder().encode(line);
  const begin = Math.min(Math.max(0, column - 1), bytes.length);
  const text = (from, to) => new TextDecoder().decode(bytes.slice(from, to));
  return [text(0, begin), text(begin, begin + length), text(begin + length)];
}

function scenario(one, evidence) {
  const failures = (evidence.failures ?? []).filter((failure) => failure.line);
  const lines = (evidence.source ?? []).map((line, index) => {
    const number = one.line + index;
    const failure = failures.find((each) => each.line === number);
    const remark = (evidence.advice ?? []).find((each) => each.line === number);
    const mark = failure ?? remark;
    const row = make('li', {class: failure ? (failure === failures[0] ? 'failing' : 'failing further') : remark ? 'advised' : '', id: failure && failure === failures[0] ? 'failing-line' : undefined},
      make('span', {class: 'line-number', text: number}));
    if (mark === undefined || !mark.length) row.append(make('code', {text: line}));
    else {
      const [before, marked, after] = splitAtBytes(line, mark.column, mark.length);
      row.append(make('code', {}, before, make('mark', {text: marked}), after));
    }
    if (failure) row.append(make('span', {class: 'got', text: failure.actual ? `got ${failure.actual}` : failure.explanation ?? ''}));
    else if (remark) row.append(make('span', {class: 'got', text: remark.text}));
    return row;
  });
  return make('section', {class: 'scenario', id: 'scenario'},
    make('h3', {}, 'Scenario ', make('span', {class: 'soft', text: `${one.file}:${failures[0]?.line ?? one.line}`})),
    lines.length > 0 ? make('ol', {class: 'source'}, lines) : make('p', {class: 'soft', text: 'The report keeps no text for it.'}));
}

function charge(run, id) {
  const statement = run.byId.get(id);
  if (statement === undefined) return id ? make('code', {text: id}) : null;
  return make('div', {class: 'charge'}, make('a', {href: statementLink(statement)},
    statement.grade && make('b', {text: `${statement.grade.toUpperCase()} `}), make('code', {text: statement.id})),
  make('span', {class: 'sentence', text: statement.sentence ?? ''}));
}

function failureBox(run, failure, index, diagram) {
  return make('section', {class: 'failure', 'data-failure': index},
    index > 0 && make('h3', {text: failure.by_standing_rule ? 'Also, by a standing rule' : 'Also'}),
    charge(run, failure.requirement),
    (failure.expected || failure.actual) && make('dl', {class: 'against'},
      failure.expected && make('div', {class: 'expected'}, make('dt', {text: 'expected'}), make('dd', {}, make('code', {text: failure.expected}))),
      failure.actual && make('div', {class: 'actual'}, make('dt', {text: 'actual'}), make('dd', {}, make('code', {text: failure.actual})))),
    failure.explanation && make('p', {text: failure.explanation}),
    index === 0 && diagram && (() => {
      const button = make('button', {type: 'button', class: 'quiet', id: 'show-packet', text: failure.event === undefined ? 'show where' : 'show the packet'});
      button.addEventListener('click', () => diagram.showFailure());
      return button;
    })());
}

function lackBox(one) {
  if (one.reason === undefined && one.capability === undefined) return null;
  return make('section', {class: 'lack', id: 'why'},
    one.reason !== undefined && make('p', {text: one.reason}),
    one.capability !== undefined && make('p', {}, 'missing: ', make('b', {text: one.capability}),
      one.capability_source !== undefined && make('span', {class: 'soft', text: `, read from ${one.capability_source}`})));
}

function remarks(run, title, list) {
  if (!list?.length) return null;
  return make('section', {class: 'remarks'}, make('h3', {text: title}),
    list.map((remark) => make('div', {class: 'remark'}, make('p', {text: remark.text ?? ''}), charge(run, remark.requirement))));
}

function circumstances(one) {
  const list = [];
  if (one.formerly !== undefined) list.push(`Formerly ${one.formerly.join(', ')}.`);
  if (one.known !== undefined) list.push(`Known, as the baseline tells: ${one.known}`);
  if (one.was !== undefined && isChanged(one)) list.push(one.was === 'new' ? 'New: the earlier result has no such case.' : `Before: ${one.was}.`);
  if (one.change && one.known === undefined) list.push('Not as the baseline says.');
  if (one.verdict === 'flaky') list.push('It failed in the main pass and passed when it was played alone.');
  if (one.running_when_broker_died) list.push('The broker died while this case was running.');
  if (one.canary !== undefined) list.push(`The broker afterwards: ${one.canary}.`);
  if (one.listener !== undefined) list.push(`Played on the listener ${one.listener}${one.listener_url ? `, ${one.listener_url}` : ''}.`);
  if (one.starved) list.push('This machine was too busy while it was played.');
  return list.length > 0 && make('ul', {class: 'circumstances', id: 'circumstances'}, list.map((text) => make('li', {text})));
}

function commandLine(id, label, text) {
  return make('div', {class: 'command'}, make('span', {class: 'soft', text: label}), make('code', {id, text}), copyButton('copy', () => text));
}

/** All about one case: [elements, the diagram]. */
function casePage(run, one) {
  const evidence = block(`case-${one.number}`) ?? {};
  const diagram = evidence.wire?.length ? new Diagram(evidence) : null;
  const link = copyButton('copy link', () => location.href.split('#')[0] + caseLink(one));
  link.id = 'copy-link';
  const covers = (one.covers ?? []).map((number) => run.statements[number]);
  const elements = [
    make('div', {class: 'panel-head'}, make('a', {class: 'quiet back', href: `#cases${run.list.query()}`, text: '‹ cases'}),
      badge(caseWords, one.verdict), one.known !== undefined && make('span', {class: 'tag', text: 'known'}), link),
    make('h1', {class: 'id', text: one.id}),
    make('p', {class: 'demand', text: one.sentence}),
    make('p', {class: 'soft small', text: `MQTT ${one.version} · ${(one.us / 1e6).toFixed(3)} s${one.plays ? ` · played ${one.plays} times` : ''}`}),
    one.verdict === 'pass' && make('p', {class: 'soft', text: 'It passed, and the report keeps no packets of it; the line below plays it again and shows them.'}),
    lackBox(one),
    circumstances(one),
    (evidence.failures ?? []).map((failure, index) => failureBox(run, failure, index, diagram)),
    remarks(run, 'Advice', evidence.advice),
    remarks(run, 'Notes', evidence.notes),
    make('div', {class: 'beside'}, (evidence.source || evidence.failures) && scenario(one, evidence),
      diagram?.element ?? (evidence.left_out ? make('p', {class: 'soft', text: `${counted(evidence.left_out, 'packet or event')} left out to keep this page small; the JSON report has them.`}) : null)),
    evidence.broker_log && make('details', {class: 'broker-log', id: 'broker-log', open: evidence.broker_log.length < 20},
      make('summary', {text: `What the broker printed meanwhile: ${counted(evidence.broker_log.length, 'line')}`}),
      make('pre', {text: evidence.broker_log.join('\n')})),
    make('section', {class: 'again'}, make('h3', {text: 'Play it again'}),
      commandLine('rerun', 'rerun', `conformance ${shellWord(one.id)}${run.rerun}`),
      evidence.by_hand && commandLine('by-hand', 'by hand', evidence.by_hand)),
    covers.length > 0 && make('section', {}, make('h3', {text: 'Covers'}),
      make('ul', {class: 'rows'}, covers.map((statement) => make('li', {}, make('a', {href: statementLink(statement)},
        sign(statementWords, statement.verdict), make('code', {text: statement.id})), make('span', {class: 'sentence', text: statement.sentence ?? ''}))))),
  ];
  return elements;
}
