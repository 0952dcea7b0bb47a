/** Data forms, XEP-0004, as far as our modules read and make them. */
import type { Element } from 'ltx';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from './elements.ts';

/** The values of a submitted form by field; undefined when there is no form. Throws when it is for something else. */
export function readForm(payload: Element, formType: string): Map<string, string[]> | undefined {
  const form = payload.getChild('x', NS.data);
  if (!form) return undefined;
  if (form.attrs.type !== 'submit') throw new StanzaError('bad-request', 'the form is not of type submit');
  const values = new Map<string, string[]>();
  for (const field of form.getChildren('field'))
    if (field.attrs.var)
      values.set(
        field.attrs.var,
        field.getChildren('value').map((value) => value.getText()),
      );
  const [type] = values.get('FORM_TYPE') ?? [];
  if (type !== formType) throw new StanzaError('bad-request', `the form is not for ${formType}`);
  values.delete('FORM_TYPE');
  return values;
}

/** An empty form to fill in: fields by name and type. */
export function emptyForm(formType: string, fields: readonly { name: string; type: string }[]): Element {
  const hidden = xml('field', { type: 'hidden', var: 'FORM_TYPE' }, xml('value', {}, formType));
  const open = fields.map(({ name, type }) => xml('field', { type, var: name }));
  return xml('x', { xmlns: NS.data, type: 'form' }, hidden, ...open);
}
