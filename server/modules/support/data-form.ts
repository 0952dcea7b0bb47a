/** Data forms (XEP-0004) with labels, values and choices: what an `AdhocForm` looks like on the wire, and what comes back. */
import type { Element } from 'ltx';
import type { AdhocField, AdhocForm, AdhocValues } from '../../kernel/adhoc.ts';
import { NS } from '../../kernel/stanza.ts';
import { xml } from './elements.ts';

/** A form to fill in. */
export function formToFill({ title, instructions, fields }: AdhocForm, formType: string): Element {
  return xml(
    'x',
    { xmlns: NS.data, type: 'form' },
    xml('title', {}, title),
    ...(instructions === undefined ? [] : [xml('instructions', {}, instructions)]),
    hidden(formType),
    ...fields.map(fieldToFill),
  );
}

/** A result to look at; `elements` stand beside the fields. */
export function formOfResult(
  fields: readonly AdhocField[],
  formType: string,
  elements: readonly Element[] = [],
): Element {
  const shown = fields.map(({ name, label, type, values = [] }) =>
    xml('field', { var: name, label, type }, ...values.map(valueElement)),
  );
  return xml('x', { xmlns: NS.data, type: 'result' }, hidden(formType), ...shown, ...elements);
}

const hidden = (formType: string) =>
  xml('field', { type: 'hidden', var: 'FORM_TYPE' }, valueElement(formType));

const valueElement = (value: string) => xml('value', {}, value);

const fieldToFill = ({
  name,
  type = 'text-single',
  label,
  required,
  values = [],
  options = [],
}: AdhocField) =>
  xml(
    'field',
    { var: name, type, label },
    ...(required ? [xml('required')] : []),
    ...values.map(valueElement),
    ...options.map((option) => xml('option', { label: option.label }, valueElement(option.value))),
  );

/** Values of one field, and characters of one value. */
const MAX_VALUES = 1000;
const MAX_VALUE = 65_536;

/**
 * Reads what was submitted for `fields`; others are ignored. A sentence when it cannot be accepted.
 * @param form undefined when nothing was submitted.
 */
export function readSubmission(
  form: Element | undefined,
  fields: readonly AdhocField[],
  formType: string,
): AdhocValues | string {
  const given = new Map<string, string[]>();
  for (const field of form?.getChildren('field') ?? []) {
    const name = field.attrs.var;
    if (!name) continue;
    if (given.has(name)) return `the field ${name.slice(0, 60)} is there twice`;
    const values = field.getChildren('value').map((value) => value.getText());
    if (values.length > MAX_VALUES || values.some((value) => value.length > MAX_VALUE))
      return `the field ${name.slice(0, 60)} has too much in it`;
    given.set(name, values);
  }
  const type = given.get('FORM_TYPE')?.[0];
  // COMPAT: XEP-0068 wants the FORM_TYPE back, and some programs leave hidden fields out.
  if (type !== undefined && type !== formType) return 'the form is another one';
  const values = new Map<string, readonly string[]>();
  for (const field of fields) {
    const some = (given.get(field.name) ?? []).filter((value) => value !== '');
    if (field.required && some.length === 0) return `the field ${field.name} is required`;
    if (some.length > 1 && !MULTI.has(field.type ?? 'text-single'))
      return `the field ${field.name} takes one value`;
    const choices = field.options?.map(({ value }) => value);
    if (choices && some.some((value) => !choices.includes(value)))
      return `the field ${field.name} has a value that is not offered`;
    values.set(field.name, field.type === 'text-multi' ? (given.get(field.name) ?? []) : some);
  }
  return values;
}

const MULTI: ReadonlySet<string> = new Set(['hidden', 'jid-multi', 'list-multi', 'text-multi']);
