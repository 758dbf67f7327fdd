// The page of a campaign: what was done, and each finding with what shows it again.

const campaign = block('index');
campaign.findings = Array.from({length: campaign.shown}, (_, number) => block(`finding-${number}`));
const severities = {
  critical: {sign: '‼', look: 'is-error', about: 'the broker ends, or answers nobody any more'},
  high: {sign: '✕', look: 'is-fail', about: 'others lose messages, or the broker what it lives on'},
  medium: {sign: '!', look: 'is-flaky', about: 'it costs too much, or the broker says what is no MQTT'},
  low: {sign: '·', look: 'is-advisory', about: 'a rule that nobody suffers from at once, or what was seen once alone'},
};

function severityBadge(name) {
  const one = severities[name];
  return make('span', {class: `badge ${one.look}`, title: one.about, text: `${one.sign} ${name}`});
}

function dumpTable(lines) {
  return make('table', {class: 'dump'}, make('tbody', {}, lines.map(([offset, size, field, value]) =>
    make('tr', {}, make('td', {class: 'number soft', text: offset}), make('td', {class: 'number soft', text: size}),
      make('td', {}, make('code', {text: field})), make('td', {}, make('code', {text: value}))))));
}

function bytesBox(one) {
  return make('div', {class: 'packet'},
    make('pre', {class: 'hex', text: one.size === undefined ? one.hex : `${one.hex} … of ${one.size} bytes`}),
    (one.dump ?? []).map((lines) => dumpTable(lines)));
}

function stepRow(step, number) {
  if (step.actor === '') return make('li', {class: 'between soft', text: step.what});
  const words = [make('b', {class: 'actor', text: step.actor}), make('span', {class: 'soft', text: step.what})];
  if (step.waits) words.unshift(make('span', {class: 'tag', title: 'not before everything that was asked is answered', text: 'after all answers'}));
  if (step.packets === undefined) return make('li', {}, make('span', {class: 'line-number', text: number}), make('span', {}, words));
  return make('li', {}, make('span', {class: 'line-number', text: number}),
    make('details', {open: step.open}, make('summary', {}, words, make('code', {text: step.packets})), bytesBox(step)));
}

function play(one) {
  let number = 0;
  const few = one.play.length <= 6;
  return make('ol', {class: 'steps'}, one.play.map((step) => {
    number = step.actor === '' ? 0 : number + 1;
    return stepRow({...step, open: few && (step.hex ?? '').length < 600}, number);
  }), one.play.length < one.steps && make('li', {class: 'between soft', text: `… ${one.steps} steps in all; the .plays file has them`}));
}

function listing(title, file, text) {
  if (text === undefined) return null;
  return make('details', {class: 'listing'}, make('summary', {}, make('b', {text: title}), ' ', make('code', {text: file}), copyButton('copy', () => text)),
    make('pre', {text}));
}

function requirement(one) {
  const rules = (name, list) => list && make('div', {}, make('h3', {text: name}), make('ul', {}, list.map((text) => make('li', {text}))));
  return make('section', {class: 'requirement'}, make('h3', {text: 'What it breaks'}),
    make('p', {}, make('code', {text: one.id}), ` ${one.level ?? ''} `, one.section && make('span', {class: 'soft', text: `section ${one.section}`})),
    one.sentence && make('p', {class: 'demand', text: one.sentence}),
    rules('Lawful', one.accept), rules('A violation', one.forbid));
}

function card(one) {
  return make('section', {class: 'card finding', id: one.name},
    make('div', {class: 'panel-head'}, severityBadge(one.severity), make('h2', {class: 'id', text: one.name}),
      make('a', {class: 'quiet', href: `#${one.name}`, text: 'link'})),
    make('p', {class: 'demand', text: `${campaign.target} ${one.sentence}`}),
    make('dl', {class: 'facts'},
      fact('reproduced', one.tries === 0 ? one.rate : `${one.rate}, each on a fresh broker`),
      fact('connections', one.connections),
      fact('size', `${counted(one.steps, 'step')}, ${counted(one.bytes, 'byte')} (${one.bytes_at_first} when it was found)`),
      one.repetitions && fact('rounds', `the play ${one.repetitions} times over`),
      fact('found after', one.found_after), fact('met', counted(one.times, 'time')),
      fact('signature', make('code', {text: one.signature}))),
    one.requirement && requirement(one.requirement),
    make('section', {}, make('h3', {text: 'The play: what each client sends, in this order'}), play(one)),
    one.evidence && make('section', {}, make('h3', {text: 'The packet of the broker that is wrong'}), bytesBox({...one.evidence, dump: [one.evidence.dump]})),
    make('section', {}, make('h3', {text: 'See it again'}),
      listing('Without any tool but Python 3', `python3 ${one.name}.py HOST PORT`, one.python),
      listing('As a scenario', `conformance run ${one.name}.scenario --broker HOST:PORT`, one.scenario)),
    one.log && make('details', {class: 'listing', open: one.log.split('\n').length < 40}, make('summary', {}, make('b', {text: 'What the broker printed at the end'})), make('pre', {text: one.log})));
}

const colours = themeButton();
const good = campaign.findings.length === 0;
append(document.getElementById('page'), [
  make('header', {class: 'top'}, make('a', {class: 'brand', href: '#'}, make('b', {text: campaign.target})),
    make('span', {class: `state ${good ? 'good' : 'bad'}`, text: good ? '✓ nothing found' : `✕ ${campaign.found}`}),
    make('nav', {}, make('span', {class: 'soft small', text: `conformance ${campaign.tool}`})), colours),
  make('main', {class: 'overview campaign'},
    make('div', {class: `headline ${good ? '' : 'bad'}`},
      make('h1', {text: good ? 'Nothing found' : `Found: ${campaign.found}`}),
      make('p', {class: 'soft', text: `A campaign of mutated scenarios against ${campaign.target}; it ended because ${campaign.ended_because}.`})),
    make('dl', {class: 'facts card'}, campaign.facts.map(([name, value]) => fact(name, value)),
      fact('seed', make('code', {text: campaign.seed})), campaign.shard && fact('shard', campaign.shard),
      campaign.runs > 1 && fact('runs', campaign.runs)),
    campaign.command !== '' && make('div', {class: 'command'}, make('span', {class: 'soft small', text: 'again'}), make('code', {text: campaign.command}), copyButton('copy', () => campaign.command)),
    !good && make('section', {class: 'card'}, make('h2', {text: 'Findings'}), make('div', {class: 'scroll'}, make('table', {id: 'findings'},
      make('thead', {}, make('tr', {}, ['severity', 'finding', 'reproduced', 'bytes', ''].map((text) => make('th', {scope: 'col', class: text === 'bytes' ? 'number' : '', text})))),
      make('tbody', {}, campaign.findings.map((one) => make('tr', {}, make('td', {}, severityBadge(one.severity)),
        make('td', {}, make('a', {href: `#${one.name}`}, make('code', {text: one.name}))), make('td', {text: one.rate}),
        make('td', {class: 'number', text: one.bytes}), make('td', {class: 'sentence', text: one.sentence}))))))),
    campaign.left_out > 0 && make('p', {class: 'soft', text: `${campaign.left_out} more would make this page too large; each has its files.`}),
    campaign.findings.map((one) => card(one))),
]);
onKeys((key) => {
  if (key !== 't') return false;
  colours.click();
  return true;
});
// Elements are made after the browser looked for the place of the link.
document.getElementById(location.hash.slice(1))?.scrollIntoView();
