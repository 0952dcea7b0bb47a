/** Finding rooms by words. XEP-0433 0.1. The search is a function of the rooms and the form. */
import { Element } from 'ltx';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { readForm } from '../support/forms.ts';
import { pageElement, readPage } from '../support/rsm.ts';
import { isNonAnonymous } from './config.ts';
import { field, readBoolean, resultForm } from './fields.ts';
import { MUC } from './namespaces.ts';
import type { Room } from './room.ts';

const LIMITS = { normal: 100, most: 500 };
const ORDER = { address: `{${MUC.searchOrder}}address`, nusers: `{${MUC.searchOrder}}nusers` } as const;

/** An empty `<search/>` asks for the form, one with a form for rooms. */
export function search(rooms: readonly Room[], payload: Element): Element {
  const form = readForm(firstForm(payload), MUC.searchParams);
  if (!form) return xml('search', { xmlns: MUC.search }, searchForm());
  const compare = ordering(form.get('key')?.[0] ?? ORDER.nusers);
  const found = matching(rooms, form).sort(compare);
  const page = paged(found, payload);
  return xml('result', { xmlns: MUC.search }, ...page.items.map(({ room }) => item(room)), pageElement(page));
}

/** WHY only the first form counts: known searchers send a second one that adds nothing. */
const firstForm = (payload: Element): Element => {
  const form = payload.getChild('x', NS.data);
  return xml('search', { xmlns: MUC.search }, ...(form ? [form] : []));
};

/** §5: the service "MUST include all fields it supports with their respective default values". */
const searchForm = (): Element =>
  resultForm('form', MUC.searchParams, [
    field('q', 'text-single', 'Search for'),
    field('all', 'boolean', 'Return all entries (ignore search terms)'),
    field('sinname', 'boolean', 'Search in name', ['true']),
    field('sindescription', 'boolean', 'Search in description', ['true']),
    field('sinaddress', 'boolean', 'Search in address', ['true']),
    field('types', 'list-multi', 'Service types', ['xep-0045'], [['xep-0045', 'Chat rooms']]),
    field(
      'key',
      'list-single',
      'Sort results by',
      [ORDER.nusers],
      [
        [ORDER.nusers, 'Number of online users'],
        [ORDER.address, 'Address'],
      ],
    ),
  ]);

const problem = (name: string) => new Element(name, { xmlns: MUC.searchError });

function ordering(key: string): (a: Room, b: Room) => number {
  const byAddress = (a: Room, b: Room) => (a.jid.toString() < b.jid.toString() ? -1 : 1);
  if (key === ORDER.address) return byAddress;
  if (key === ORDER.nusers) return (a, b) => b.occupants.size - a.occupants.size || byAddress(a, b);
  // §4.2.2.2: "MUST reply with <feature-not-implemented/> and the <invalid-sort-key> […] and a modify type".
  throw new StanzaError('feature-not-implemented', undefined, {
    type: 'modify',
    application: problem('invalid-sort-key'),
  });
}

function matching(rooms: readonly Room[], form: ReadonlyMap<string, readonly string[]>): Room[] {
  const listed = rooms.filter((room) => room.config.public && !room.locked);
  const types = form.get('types');
  // §6.2: "a Search Service MUST NOT return service types the client has not asked for."
  const offered = types && types.length > 0 && !types.includes('xep-0045') ? [] : listed;
  const q = form.get('q')?.[0];
  const all = readBoolean(form.get('all')?.[0]) === true;
  // §4.2.2.6: conflicting fields: "a <bad-request/> error of type modify".
  if (all && q) {
    const conflict = problem('conflicting-fields');
    for (const name of ['all', 'q']) conflict.c('var').t(name);
    throw new StanzaError('bad-request', 'Return all entries, or search for words, but not both.', {
      application: conflict,
    });
  }
  if (all) return offered;
  // §4.2.2.7: "it MUST reply with a <bad-request/> error of type cancel. In addition, […] <no-search-conditions/>".
  if (q === undefined)
    throw new StanzaError('bad-request', undefined, {
      type: 'cancel',
      application: problem('no-search-conditions'),
    });
  const terms = q
    .toLowerCase()
    .split(/\s+/)
    .filter((term) => term !== '')
    .slice(0, 20);
  // §4.2.2.3: "the contents of the q field did not yield any term suitable for search".
  if (terms.length === 0)
    throw new StanzaError('bad-request', 'Search terms have at least one character.', {
      application: problem('invalid-search-terms'),
    });
  const wants = (name: string) => readBoolean(form.get(name)?.[0]) ?? true;
  const where = {
    name: wants('sinname'),
    description: wants('sindescription'),
    address: wants('sinaddress'),
  };
  return offered.filter((room) => {
    const texts = [
      where.name ? room.config.name : '',
      where.description ? room.config.description : '',
      where.address ? room.jid.toString() : '',
    ].map((text) => text.toLowerCase());
    return terms.every((term) => texts.some((text) => text.includes(term)));
  });
}

/** The page a searcher wants, by the addresses of rooms (XEP-0059). */
export function paged(rooms: readonly Room[], payload: Element, limits = LIMITS) {
  const request = readPage(payload, limits);
  const all = rooms.map((room) => ({ id: room.jid.toString(), room }));
  const at = (id: string) => {
    const index = all.findIndex((one) => one.id === id);
    if (index < 0) throw new StanzaError('item-not-found', 'there is no such page');
    return index;
  };
  let from = request.index ?? 0;
  if (request.after) from = at(request.after) + 1;
  const end = request.before ? at(request.before) : all.length;
  if (request.before !== undefined) from = Math.max(0, end - request.max);
  const items = all.slice(from, Math.min(end, from + request.max));
  return { items, count: all.length, index: from };
}

/** §6.2. */
function item({ jid, config, occupants }: Room): Element {
  const element = new Element('item', { address: jid.toString() });
  const texts: [name: string, text: string][] = [
    ['name', config.name || jid.local],
    ['description', config.description],
    ['language', config.language],
    ['nusers', String(occupants.size)],
    ['service-type', 'xep-0045'],
    ['is-open', String(!config.membersOnly && config.password === '')],
    [
      'anonymity-mode',
      isNonAnonymous(config) ? '{urn:xmpp:channel-search:0:anonymity}none' : 'muc_semianonymous',
    ],
  ];
  for (const [name, text] of texts) if (text !== '') element.c(name).t(text);
  return element;
}
