// Elements from data. Whatever came from a broker becomes text: nothing here parses markup.

/** An element; `properties` are class, text, title, href (ours alone), aria-…, data-…, on (listeners). */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') element.className = value;
    else if (name === 'text') element.textContent = value;
    else if (name === 'on') for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === 'href') element.setAttribute('href', String(value).startsWith('#') ? value : '#');
    else element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat()) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

function replace(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

/** The JSON of a data block of this page, or null. */
function block(id) {
  const found = document.getElementById(id);
  return found === null ? null : JSON.parse(found.textContent);
}

function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A part of a link: readable where a fragment may be. */
function linkPart(text) {
  return encodeURIComponent(text).replace(/%(2F|40|3D|3A|2C)/g, decodeURIComponent);
}

function unlinked(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make('textarea', {class: 'unseen', readonly: true});
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

/** A button that copies `text()` and says so. */
function copyButton(label, text) {
  const button = make('button', {type: 'button', class: 'quiet copy', text: label});
  button.addEventListener('click', async () => {
    await copy(text());
    button.textContent = 'copied';
    setTimeout(() => { button.textContent = label; }, 1500);
  });
  return button;
}
