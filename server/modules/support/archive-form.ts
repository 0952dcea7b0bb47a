/** What a query of an archive asks for (XEP-0313 §4.1): the form, and reading it. */
import type { Element } from 'ltx';
import { parseJid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import type { ArchiveFilter } from '../../kernel/store.ts';
import { xml } from './elements.ts';
import { readForm } from './forms.ts';

/** XEP-0431: the words to look for. */
export const FULLTEXT_FIELD = '{urn:xmpp:fulltext:0}fulltext';
const VALIDATE = 'http://jabber.org/protocol/xdata-validate';
/** XEP-0082: date and time with seconds and a zone. */
const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
/** A query of so many ids is no longer a question but a load. */
const MAX_IDS = 250;
const MAX_WORDS = 200;

/** Each field: its type in the form, and what its values add to the filter. */
const FIELDS: Readonly<Record<string, { type: string; read(values: readonly string[]): ArchiveFilter }>> = {
  with: { type: 'jid-single', read: (values) => ({ with: readAddress(one(values)) }) },
  start: { type: 'text-single', read: (values) => ({ start: readTime(one(values)) }) },
  end: { type: 'text-single', read: (values) => ({ end: readTime(one(values)) }) },
  'before-id': { type: 'text-single', read: (values) => ({ beforeId: one(values) }) },
  'after-id': { type: 'text-single', read: (values) => ({ afterId: one(values) }) },
  ids: { type: 'list-multi', read: (values) => ({ ids: readIds(values) }) },
  [FULLTEXT_FIELD]: { type: 'text-single', read: (values) => ({ text: readWords(one(values)) }) },
};

/** A person's archive has this field, too, and keeps no messages of rooms either way: those have archives of their own. */
const GROUPCHAT_FIELD = 'include-groupchat';
const BOOLEAN = new Set(['true', 'false', '1', '0']);

/** §4.1.5: all fields a query may have; none is required. */
export function queryForm({ person = false } = {}): Element {
  const hidden = xml('field', { type: 'hidden', var: 'FORM_TYPE' }, xml('value', {}, NS.mam));
  const fields = Object.entries(FIELDS).map(([name, { type }]) => xml('field', { type, var: name }));
  if (person) fields.push(xml('field', { type: 'boolean', var: GROUPCHAT_FIELD }));
  // "the server MUST include a [XEP-0122] <validate/> element that signals the list is open to arbitrary values".
  fields
    .find((field) => field.attrs.var === 'ids')
    ?.cnode(xml('validate', { xmlns: VALIDATE, datatype: 'xs:string' }, xml('open')));
  return xml('query', { xmlns: NS.mam }, xml('x', { xmlns: NS.data, type: 'form' }, hidden, ...fields));
}

/** Throws `feature-not-implemented`, `jid-malformed` or `bad-request` with what is wrong. */
export function readFilter(payload: Element, { person = false } = {}): ArchiveFilter {
  let filter: ArchiveFilter = {};
  for (const [name, values] of readForm(payload, NS.mam) ?? []) {
    if (person && name === GROUPCHAT_FIELD) {
      if (!BOOLEAN.has(one(values))) throw new StanzaError('bad-request', `${name} is true or false`);
      continue;
    }
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    // §4.1.5: "If a client includes a form field that the server does not recognise, the server MUST respond with a
    // 'feature-not-implemented' error."
    if (!field) throw new StanzaError('feature-not-implemented', `the field ${name} is not supported`);
    // A field left empty asks for nothing (XEP-0431: "if non-empty").
    if (values.some((value) => value !== '')) filter = { ...filter, ...field.read(values) };
  }
  return filter;
}

function one(values: readonly string[]): string {
  if (values.length > 1) throw new StanzaError('bad-request', 'this field has one value');
  return values[0] ?? '';
}

function readAddress(text: string): string {
  const address = parseJid(text);
  if (!address) throw new StanzaError('jid-malformed', 'with is not an address');
  return address.toString();
}

function readTime(text: string): number {
  const time = DATETIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new StanzaError('bad-request', 'start and end are dates as in XEP-0082');
  return time;
}

function readIds(values: readonly string[]): string[] {
  const ids = [...new Set(values.filter((value) => value !== ''))];
  if (ids.length > MAX_IDS) throw new StanzaError('policy-violation', `at most ${MAX_IDS} ids at a time`);
  return ids;
}

function readWords(text: string): string {
  if (text.length > MAX_WORDS) throw new StanzaError('policy-violation', `at most ${MAX_WORDS} letters`);
  return text;
}
