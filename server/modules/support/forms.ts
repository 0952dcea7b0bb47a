/** Data forms, XEP-0004, as far as our modules read and make them. */
import type { Element } from 'ltx';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from './elements.ts';

/** The values of a submitted form by field; undefined when there is no form. Throws when it is for something else. */
export function readForm(payload: Element, formType: string): Map<string, string[]> | undefined {
  const forms = payload.getChildren('x', NS.data);
  if (forms.length > 1) throw new StanzaError('bad-request', 'one form is enough');
  const form = forms[0];
  if (!form) return undefined;
  if (form.attrs.type !== 'submit') throw new StanzaError('bad-request', 'the form is not of type submit');
  const values = new Map<string, string[]>();
  for (const field of form.getChildren('field'))
    if (field.attrs.var) {
      if (values.has(field.attrs.var))
        throw new StanzaError('bad-request', `the field ${field.attrs.var} is there twice`);
      values.set(
        field.attrs.var,
        field.getChildren('value').map((value) => value.getText()),
      );
    }
  const [type] = values.get('FORM_TYPE') ?? [];
  if (type !== formType) throw new StanzaError('bad-request', `the form is not for ${formType}`);
  values.delete('FORM_TYPE');
  return values;
}

/** A form of type result (XEP-0128): values by field. */
export function resultForm(formType: string, fields: Readonly<Record<string, readonly string[]>>): Element {
  const hidden = xml('field', { type: 'hidden', var: 'FORM_TYPE' }, xml('value', {}, formType));
  const shown = Object.entries(fields).map(([name, values]) =>
    xml('field', { var: name }, ...values.map((value) => xml('value', {}, value))),
  );
  return xml('x', { xmlns: NS.data, type: 'result' }, hidden, ...shown);
}
