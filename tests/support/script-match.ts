/**
 * Does a stanza fit what a script expects? Listed attributes and children must be there, others may be.
 * `…` stands for any content, `{name}` for a value that is remembered when first seen and compared afterwards.
 */
import { type Element, parse } from 'ltx';

export type Variables = Map<string, string>;

/** Replaces `{name}` by what was remembered; an unknown one is left for `match` to fill. */
export function substitute(text: string, variables: Variables): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => variables.get(name) ?? whole);
}

export function parsePattern(text: string): Element {
  return parse(text);
}

/** Undefined when it fits, else why not. `exactly` allows nothing that is not listed. */
export function mismatch(
  actual: Element,
  pattern: Element,
  variables: Variables,
  exactly = false,
): string | undefined {
  if (localName(actual) !== localName(pattern)) return `<${actual.name}> is not <${pattern.name}>`;
  return (
    namespaceMismatch(actual, pattern) ??
    attributeMismatch(actual, pattern, variables, exactly) ??
    textMismatch(actual, pattern, variables) ??
    childMismatch(actual, pattern, variables, exactly)
  );
}

const localName = (element: Element) => element.name.replace(/^.*:/, '');

function namespaceMismatch(actual: Element, pattern: Element): string | undefined {
  const wanted = pattern.attrs.xmlns;
  if (wanted === undefined || actual.getNS() === wanted) return undefined;
  return `<${actual.name}> is in ${actual.getNS()}, not in ${wanted}`;
}

function attributeMismatch(
  actual: Element,
  pattern: Element,
  variables: Variables,
  exactly: boolean,
): string | undefined {
  for (const [name, wanted] of Object.entries(pattern.attrs)) {
    if (name === 'xmlns') continue;
    const value = actual.attrs[name];
    if (wanted === '(absent)' ? value === undefined : value !== undefined && fits(value, wanted, variables))
      continue;
    return `${name} of <${actual.name}> is ${value === undefined ? 'absent' : `'${value}'`}, not '${wanted}'`;
  }
  const extra = Object.keys(actual.attrs).find(
    (name) => !(name in pattern.attrs) && !name.startsWith('xmlns'),
  );
  return exactly && extra !== undefined ? `<${actual.name}> has ${extra} too` : undefined;
}

function textMismatch(actual: Element, pattern: Element, variables: Variables): string | undefined {
  const wanted = pattern.getText().trim();
  if (wanted === '' || fits(actual.getText(), wanted, variables)) return undefined;
  return `the text of <${actual.name}> is '${actual.getText()}', not '${wanted}'`;
}

/** Each listed child fits a child of its own; the order does not matter. */
function childMismatch(
  actual: Element,
  pattern: Element,
  variables: Variables,
  exactly: boolean,
): string | undefined {
  const left = actual.getChildElements();
  for (const wanted of pattern.getChildElements()) {
    const index = left.findIndex(
      (child) => mismatch(child, wanted, new Map(variables), exactly) === undefined,
    );
    const found = left[index];
    if (!found) {
      const near = left.find((child) => localName(child) === localName(wanted));
      const why = near && mismatch(near, wanted, new Map(variables), exactly);
      return why ?? `<${actual.name}> has no such <${wanted.name}>`;
    }
    mismatch(found, wanted, variables, exactly);
    left.splice(index, 1);
  }
  const extra = left[0];
  return exactly && extra ? `<${actual.name}> has <${extra.name}> too` : undefined;
}

/** A value against what is wanted: literal text with `…` and `{name}` in it. */
function fits(value: string, wanted: string, variables: Variables): boolean {
  const names: string[] = [];
  const source = wanted
    .split(/(…|\{\w+\})/)
    .map((part) => {
      if (part === '…') return '.*';
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return escapePattern(part);
      const known = variables.get(name);
      if (known !== undefined) return escapePattern(known);
      names.push(name);
      return '(.+)';
    })
    .join('');
  const found = new RegExp(`^${source}$`, 's').exec(value);
  if (!found) return false;
  for (const [index, name] of names.entries()) variables.set(name, found[index + 1] ?? '');
  return true;
}

const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
