/** An element as far as a reader of settings needs it: attributes are kept, comments and instructions are not. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, trimmed; that of its children is theirs. */
  readonly text: string;
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

/** Elements of one document: eight GPUs with every clock they support have some 20,000. */
const ELEMENTS_MAX = 500_000;
const DEPTH_MAX = 64;
/** The next thing of a document: something to skip, a tag, or text. */
const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*>|<(\/?)([A-Za-z_][\w.-]*)((?:\s+[A-Za-z_][\w.-]*\s*=\s*"[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([A-Za-z_][\w.-]*)\s*=\s*"([^"<]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The root of a small XML document, null when it is none: cut off, wrongly nested, or over its bounds. It reads what
 * tools write (no namespaces, no CDATA) and expands the five entities of XML and no other.
 */
export function readXml(xml: string): XmlElement | null {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  const token = new RegExp(TOKEN);
  const text = xml.replace(/^\uFEFF/, '');
  for (let elements = 0; token.lastIndex < text.length; ) {
    const found = token.exec(text);
    const top = open.at(-1);
    if (found === null || top === undefined) return null;
    const [, closing, name, attributes = '', empty, plain] = found;
    if (plain !== undefined) top.text += unescaped(plain);
    if (name === undefined) continue;
    if (closing === '/') {
      if (attributes !== '' || top.name !== name || open.length === 1) return null;
      close(open);
      continue;
    }
    elements += 1;
    if (elements > ELEMENTS_MAX || open.length > DEPTH_MAX) return null;
    open.push({ name, attributes: readAttributes(attributes), children: [], text: '' });
    if (empty === '/') close(open);
  }
  const whole = open.length === 1 && root.children.length === 1 && root.text.trim() === '';
  return whole ? (root.children[0] ?? null) : null;
}

/** The first element on a path of names below this one; null when there is none. */
export function elementAt(element: XmlElement, ...path: readonly string[]): XmlElement | null {
  let here: XmlElement | undefined = element;
  for (const name of path) here = here?.children.find((child) => child.name === name);
  return here ?? null;
}

/** The text on a path of names; empty when there is none. */
export function textAt(element: XmlElement, ...path: readonly string[]): string {
  return elementAt(element, ...path)?.text ?? '';
}

/** All children of one name on a path; the last name is theirs. */
export function elementsAt(element: XmlElement, ...path: readonly string[]): readonly XmlElement[] {
  const parent = elementAt(element, ...path.slice(0, -1));
  return parent?.children.filter(({ name }) => name === path.at(-1)) ?? [];
}

function close(open: Open[]): void {
  const done = open.pop();
  if (done !== undefined) open.at(-1)?.children.push({ ...done, text: done.text.trim() });
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, name, value]) => [name, unescaped(value ?? '')]));
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
