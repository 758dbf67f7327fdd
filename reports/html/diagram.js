// The packets of a case as a sequence diagram: a lane per client, the broker in the middle, a row an event.

const longGap = 250_000;  // microseconds that are worth a row of their own
const eventsAtOnce = 150;

function seconds(microseconds) {
  return `${(microseconds / 1e6).toFixed(3)}`;
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Sixteen bytes a line: offset, hex, what is printable. */
function hexDump(event) {
  const bytes = bytesOf(event.bytes);
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.slice(at, at + 16)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = part.map((byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('');
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${text}`);
  }
  if (event.size !== undefined) lines.push(`… of ${event.size} bytes; the JSON report has all`);
  return lines.join('\n');
}

class Diagram {
  constructor(evidence) {
    this.evidence = evidence;
    this.actors = evidence.actors ?? [];
    this.middle = Math.ceil(this.actors.length / 2);
    this.failure = evidence.failures?.[0];
    this.rows = [];
    this.previous = 0;
    this.body = make('ol', {class: 'events'});
    this.more = make('button', {type: 'button', class: 'quiet'});
    this.more.addEventListener('click', () => this.extend(Infinity));
    const harness = make('input', {type: 'checkbox', checked: true});
    harness.addEventListener('change', () => this.element.classList.toggle('own-only', !harness.checked));
    this.element = make('figure', {class: 'diagram', id: 'diagram'},
      make('figcaption', {}, make('h3', {text: 'Packets'}),
        (evidence.wire ?? []).some((event) => event.harness) && make('label', {class: 'soft', title: 'fences, pings, acknowledgements: sent by the program, not by the scenario'}, harness, ' the program’s own')),
      this.heads(), make('div', {class: 'field'}, this.lifelines(), this.body), this.more);
    if (evidence.left_out_before) this.body.append(this.remark(`${counted(evidence.left_out_before, 'event')} before are in the JSON report`));
    this.next = 0;
    this.extend(Math.max(eventsAtOnce, (this.failure?.event ?? 0) + 20));
  }

  /** Where a lane stands, in percent: the actors with the broker between them. */
  x(lane) {
    const edge = this.actors.length > 3 ? 7 : 11;
    return edge + (lane * (100 - 2 * edge)) / Math.max(1, this.actors.length);
  }

  laneOf(actor) {
    return actor < this.middle ? actor : actor + 1;
  }

  heads() {
    const head = (name, lane, kind) => {
      const element = make('span', {class: `lane-head ${kind}`, text: name, title: name});
      element.style.left = `${this.x(lane)}%`;
      return element;
    };
    return make('div', {class: 'lane-heads'}, make('div', {class: 'lane-area'},
      this.actors.map((name, actor) => head(name, this.laneOf(actor), 'client')), head('broker', this.middle, 'broker')));
  }

  lifelines() {
    return make('div', {class: 'lane-area lifelines', 'aria-hidden': true}, Array.from({length: this.actors.length + 1}, (_, lane) => {
      const line = make('span', {class: lane === this.middle ? 'lifeline broker' : 'lifeline'});
      line.style.left = `${this.x(lane)}%`;
      return line;
    }));
  }

  extend(count) {
    const wire = this.evidence.wire ?? [];
    const last = wire.findLastIndex((event) => !event.harness && event.what !== 'broker_ended' && event.what !== 'we_ended');
    const end = Math.min(wire.length, this.next + count);
    for (; this.next < end; this.next += 1) {
      this.addEvent(wire[this.next], this.next);
      if (this.next === last && this.failure !== undefined && this.failure.event === undefined) this.body.append(this.missing());
    }
    if (wire.length > 0 && last < 0 && this.next === wire.length && this.failure !== undefined && this.failure.event === undefined) this.body.append(this.missing());
    this.more.hidden = this.next === wire.length;
    this.more.textContent = `${wire.length - this.next} more events`;
    if (this.next === wire.length && this.evidence.left_out_after) this.body.append(this.remark(`${counted(this.evidence.left_out_after, 'event')} after are in the JSON report`));
  }

  remark(text) {
    return make('li', {class: 'event remark soft', text});
  }

  /** The failure that no packet shows: what was waited for did not come. */
  missing() {
    const item = make('li', {class: 'event missing here', id: 'failing-event'}, make('div', {class: 'event-row'}, make('span', {class: 'time'}),
      make('div', {class: 'lane-area'}, make('p', {class: 'over'}, make('b', {text: '✕ here: '}),
        this.failure.expected ? `expected ${this.failure.expected}` : '', this.failure.actual ? ` — ${this.failure.actual}` : ''))));
    return item;
  }

  addEvent(event, number) {
    const gap = event.at - this.previous;
    if (gap >= longGap) this.body.append(make('li', {class: 'gap', text: `${seconds(gap)} s`}));
    this.previous = event.at;
    this.body.append(event.what === 'sent' || event.what === 'received' ? this.packet(event, number) : this.happening(event, number));
  }

  classOf(event, number) {
    return `event ${event.what} ${event.harness ? 'harness' : ''} ${number === this.failure?.event ? 'here' : ''}`;
  }

  name(event) {
    return this.actors[event.actor] ?? '?';
  }

  /** From the actor's lane to the broker's, or back. */
  span(event) {
    const lane = event.actor === undefined ? 0 : this.laneOf(event.actor);
    const left = Math.min(this.x(lane), this.x(this.middle));
    return {left, width: Math.abs(this.x(lane) - this.x(this.middle)), toRight: (lane < this.middle) === (event.what === 'sent')};
  }

  packet(event, number) {
    const {left, width, toRight} = this.span(event);
    const space = event.label.indexOf(' ');
    const kind = space < 0 ? event.label : event.label.slice(0, space);
    const label = make('span', {class: 'label'}, make('b', {text: kind}), make('span', {text: space < 0 ? '' : event.label.slice(space)}));
    const arrow = make('span', {class: `arrow ${toRight ? 'to-right' : 'to-left'}`});
    for (const part of [label, arrow]) {
      part.style.left = part.style.marginLeft = '';
      part.style.width = `${width}%`;
    }
    label.style.marginLeft = `${left}%`;
    arrow.style.left = `${left}%`;
    const item = make('li', {class: this.classOf(event, number), id: number === this.failure?.event ? 'failing-event' : undefined});
    const button = make('button', {type: 'button', class: 'event-row', 'aria-expanded': 'false',
      'aria-label': `${this.name(event)} ${event.what === 'sent' ? 'sends' : 'receives'} ${event.label}`},
    make('span', {class: 'time', text: seconds(event.at)}), make('span', {class: 'lane-area'}, label, arrow),
    number === this.failure?.event && make('span', {class: 'here-mark', text: '✕ here'}));
    button.addEventListener('click', () => this.toggle(item, button, event));
    item.append(button);
    return item;
  }

  toggle(item, button, event) {
    const open = button.getAttribute('aria-expanded') !== 'true';
    button.setAttribute('aria-expanded', String(open));
    if (!open) {
      item.querySelector('.packet')?.remove();
      return;
    }
    const hex = [...bytesOf(event.bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    item.append(make('div', {class: 'packet'},
      make('p', {class: 'decoded', text: `${this.name(event)} ${event.what === 'sent' ? '->' : '<-'} ${event.label}`}),
      make('pre', {class: 'hex', text: hexDump(event)}), copyButton('copy hex', () => hex)));
  }

  happening(event, number) {
    const texts = {
      opened: event.connection ? `opens connection ${event.connection + 1}` : 'opens a connection',
      broker_ended: 'broker closes', we_ended: 'ends the connection', note: '',
    };
    const text = [texts[event.what], event.what === 'note' ? event.text : event.text ? `(${event.text})` : ''].filter(Boolean).join(' ');
    const lane = event.actor === undefined ? this.middle : this.laneOf(event.actor);
    const label = make('span', {class: 'pill', text, title: text});
    const x = this.x(lane);
    if (x > 50) label.style.right = `${Math.max(0, 100 - x - 11)}%`;
    else label.style.left = `${Math.max(0, x - 11)}%`;
    return make('li', {class: this.classOf(event, number), id: number === this.failure?.event ? 'failing-event' : undefined},
      make('div', {class: 'event-row'}, make('span', {class: 'time', text: seconds(event.at)}), make('span', {class: 'lane-area'}, label),
        number === this.failure?.event && make('span', {class: 'here-mark', text: '✕ here'})));
  }

  /** Opens the packet that showed the failure and brings it into sight. */
  showFailure() {
    const item = this.element.querySelector('#failing-event');
    const button = item?.querySelector('button.event-row[aria-expanded=false]');
    button?.click();
    item?.scrollIntoView({block: 'center'});
    button?.focus({preventScroll: true});
  }
}
