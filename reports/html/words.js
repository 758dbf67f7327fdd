// Verdicts as they are shown: a word, a sign that differs without colour, what it means, the key that filters.

const caseWords = {
  error: {word: 'error', sign: '‼', key: 'e', about: 'a defect of this program, not of the broker'},
  fail: {word: 'fail', sign: '✕', key: 'f', about: 'a MUST was broken, and again when the case was played alone'},
  flaky: {word: 'flaky', sign: '≈', key: 'y', about: 'failed once, and passed when it was played alone'},
  inconclusive: {word: 'inconclusive', sign: '?', key: 'i', about: 'a precondition failed, or the machine was too busy to judge'},
  advisory: {word: 'advisory', sign: '!', key: 'a', about: 'passed, but a SHOULD was not followed, or a named error was let pass'},
  unsupported: {word: 'unsupported', sign: '–', key: 'u', about: 'a capability is missing; the case says which, and where that was read'},
  not_run: {word: 'not run', sign: '·', key: 'n', about: 'the run ended before'},
  pass: {word: 'pass', sign: '✓', key: 'p', about: 'every rule was kept'},
};

const statementWords = {
  violated: {word: 'violated', sign: '✕', about: 'a case failed on it'},
  advised: {word: 'advised', sign: '!', about: 'not followed where it says SHOULD, or a named error was let pass'},
  inconclusive: {word: 'inconclusive', sign: '?', about: 'no case could tell'},
  unsupported: {word: 'unsupported', sign: '–', about: 'the target lacks what it is about'},
  verified: {word: 'verified', sign: '✓', about: 'a case put it to the test and passed, and none failed'},
  not_exercised: {word: 'not exercised', sign: '○', about: 'no case of this run put it to the test'},
  not_testable: {word: 'not testable', sign: '·', about: 'it cannot be seen from outside'},
};

const exitWords = {
  0: ['As expected', 'every case passed, with or without advice, was unsupported, or failed as the baseline says'],
  1: ['Unexpected results', 'a failure that no baseline tells of, or a line of the baseline that is not borne out'],
  5: ['Nothing was played', 'no case was selected'],
  6: ['Incomplete', 'the broker died, the deadline was reached, or a case could not be judged'],
  70: ['Internal error', 'a case met a defect of this program'],
  130: ['Interrupted', 'what was finished until then is shown'],
};

/** A small coloured sign, with its meaning for those who do not see it. */
function sign(words, verdict, extra = '') {
  const word = words[verdict];
  return make('span', {class: `sign is-${verdict} ${extra}`, role: 'img', 'aria-label': word.word, title: `${word.word}: ${word.about}`, text: word.sign});
}

function badge(words, verdict) {
  return make('span', {class: `badge is-${verdict}`, title: words[verdict].about}, `${words[verdict].sign} ${words[verdict].word}`);
}
