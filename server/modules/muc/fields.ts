/** Data forms (XEP-0004) with their fields, as rooms make them. */
import { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';

export type Options = readonly (readonly [value: string, label: string])[];

export function field(
  name: string,
  type: string,
  label: string,
  values: readonly string[] = [],
  options: Options = [],
): Element {
  const element = xml('field', { var: name, type, label });
  for (const value of values) element.c('value').t(value);
  for (const [value, text] of options) element.cnode(xml('option', { label: text }, xml('value', {}, value)));
  return element;
}

export function resultForm(
  type: 'form' | 'result',
  formType: string,
  fields: readonly Element[],
  title?: string,
): Element {
  const form = new Element('x', { xmlns: NS.data, type });
  if (title !== undefined) form.c('title').t(title);
  form.cnode(xml('field', { var: 'FORM_TYPE', type: 'hidden' }, xml('value', {}, formType)));
  for (const one of fields) form.cnode(one);
  return form;
}

/** XEP-0004 §3.3: `1` or `true`, `0` or `false`; undefined for anything else. */
export function readBoolean(text: string | undefined): boolean | undefined {
  if (text === '1' || text === 'true') return true;
  return text === '0' || text === 'false' ? false : undefined;
}
