/** Fields of a data form as a table: how each value is read, checked and written (XEP-0004, XEP-0060 §17.4). */
import type { Element } from 'ltx';
import { parseJid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';

/** How one kind of value looks on the wire. `read` answers undefined when it cannot be. */
export interface Kind<T> {
  readonly type: string;
  read(values: readonly string[]): T | undefined;
  write(value: T): string[];
  readonly options?: readonly string[];
}

export interface Field<C, K extends keyof C = keyof C> {
  readonly name: string;
  readonly key: K;
  readonly label: string;
  readonly kind: Kind<C[K]>;
}

/** Fixes the type of one field. */
export const field =
  <C>() =>
  <K extends keyof C>(name: string, key: K, label: string, kind: Kind<C[K]>) =>
    ({ name, key, label, kind }) as unknown as Field<C>;

const single = (values: readonly string[]) => (values.length <= 1 ? (values[0] ?? '') : undefined);

/** "lexical representation" of XML Schema: 0, 1, false, true. */
export const boolean: Kind<boolean> = {
  type: 'boolean',
  read(values) {
    const [value] = values;
    if (values.length !== 1) return undefined;
    if (value === '1' || value === 'true') return true;
    return value === '0' || value === 'false' ? false : undefined;
  },
  write: (value) => [value ? '1' : '0'],
};

export const text = (maxBytes: number): Kind<string> => ({
  type: 'text-single',
  read(values) {
    const value = single(values);
    return value === undefined || Buffer.byteLength(value) > maxBytes ? undefined : value;
  },
  write: (value) => (value === '' ? [] : [value]),
});

export const wholeNumber = (least: number): Kind<number> => ({
  type: 'text-single',
  read(values) {
    const value = single(values)?.trim() ?? '';
    return /^\d{1,15}$/.test(value) && Number(value) >= least ? Number(value) : undefined;
  },
  write: (value) => [String(value)],
});

/** A whole number, or `max` for no limit but ours. */
export const numberOrMax = (least: number): Kind<number | 'max'> => ({
  type: 'text-single',
  read: (values) => (single(values) === 'max' ? 'max' : wholeNumber(least).read(values)),
  write: (value) => [String(value)],
});

export const choice = <T extends string>(options: readonly T[]): Kind<T> => ({
  type: 'list-single',
  read(values) {
    const value = single(values);
    return options.find((option) => option === value);
  },
  write: (value) => [value],
  options,
});

export const choices = <T extends string>(options: readonly T[]): Kind<T[]> => ({
  type: 'list-multi',
  read: (values) => {
    const known = values.filter((value): value is T => options.includes(value as T));
    return known.length === values.length ? known : undefined;
  },
  write: (value) => value,
  options,
});

/** Several texts of any content, such as roster groups. */
export const texts = (most: number, maxBytes: number): Kind<string[]> => ({
  type: 'list-multi',
  read: (values) =>
    values.length <= most && values.every((value) => Buffer.byteLength(value) <= maxBytes)
      ? [...values]
      : undefined,
  write: (value) => value,
});

export const addresses = (most: number): Kind<string[]> => ({
  type: 'jid-multi',
  read(values) {
    const jids = values.map((value) => parseJid(value)?.toString());
    const all = jids.filter((jid) => jid !== undefined);
    return all.length === jids.length && all.length <= most ? all : undefined;
  },
  write: (value) => value,
});

/** A form of `type`, each field with the value `config` has. */
export function writeForm<C>(
  formType: string,
  type: 'form' | 'result',
  fields: readonly Field<C>[],
  config: C,
  more: readonly Element[] = [],
): Element {
  const ask = type === 'form';
  return xml(
    'x',
    { xmlns: NS.data, type },
    formTypeField(formType),
    ...more,
    ...fields.map(({ name, key, label, kind }) =>
      xml(
        'field',
        { var: name, type: kind.type, label },
        ...kind.write(config[key]).map((value) => xml('value', {}, value)),
        ...((ask && kind.options) || []).map((value) =>
          xml('option', { label: value }, xml('value', {}, value)),
        ),
      ),
    ),
  );
}

export const formTypeField = (formType: string): Element =>
  xml('field', { var: 'FORM_TYPE', type: 'hidden' }, xml('value', {}, formType));

export interface ReadOptions {
  /** What to throw for a value the field cannot have. */
  invalid(name: string): StanzaError;
  /** What to throw for a field nobody knows; left out: such fields are passed over. */
  unknown?(name: string): StanzaError;
}

/** The settings a submitted form changes. */
export function readFields<C>(
  fields: readonly Field<C>[],
  values: ReadonlyMap<string, readonly string[]>,
  { invalid, unknown }: ReadOptions,
): Partial<C> {
  const changes: Partial<C> = {};
  for (const [name, given] of values) {
    const known = fields.find((one) => one.name === name);
    if (!known) {
      if (unknown) throw unknown(name);
      continue;
    }
    const value = known.kind.read(given);
    if (value === undefined) throw invalid(name);
    changes[known.key] = value;
  }
  return changes;
}

export const notAcceptable = (name: string): StanzaError =>
  new StanzaError('not-acceptable', `the value of ${name} is not one this service has`);
