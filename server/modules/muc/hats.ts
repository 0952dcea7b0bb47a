/** Hats: names for what people are in a room, beside roles and affiliations. XEP-0317 0.3, managed by commands (XEP-0050). */
import { createHash, randomUUID } from 'node:crypto';
import { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { field, resultForm } from './fields.ts';
import { broadcastStatus } from './groupchat.ts';
import { MUC } from './namespaces.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { announce } from './presence.ts';
import { type Affiliation, atLeast } from './ranks.ts';
import { type Hat, occupantsOf, type Room } from './room.ts';

const MAX_HATS = 50;
const MAX_HATS_WORN = 10;
/** People with hats; all of them are one record. */
const MAX_WEARERS = 500;
const MAX_TEXT = 200;

const node = (name: string) => `${MUC.hatCommands}:${name}`;
/** Node and name of each command. */
export const hatCommands: readonly (readonly [node: string, name: string])[] = [
  [node('create'), 'Create or update a hat'],
  [node('destroy'), 'Destroy a hat'],
  [node('list'), 'List hats'],
  [node('assign'), 'Assign a hat'],
  [node('unassign'), 'Remove a hat'],
  [node('list-assigned'), 'List assigned hats'],
];

export interface HatCommand {
  /** The `<command/>`. */
  readonly payload: Element;
  readonly affiliation: Affiliation;
}

/** Answers a command with its `<command/>`; throws `StanzaError`. */
export function runHatCommand(
  room: Room,
  { payload, affiliation }: HatCommand,
  out: Outcome,
  around: Surroundings,
): Element {
  const command = payload.attrs.node;
  if (!hatCommands.some(([known]) => known === command)) throw new StanzaError('item-not-found');
  const { action = 'execute' } = payload.attrs;
  if (action === 'cancel') return answer(payload, 'canceled');
  if (action !== 'execute' && action !== 'complete') throw new StanzaError('bad-request', 'no such action');
  if (command === node('list')) return answer(payload, 'completed', listHats(room));
  if (!atLeast(affiliation, 'admin')) throw new StanzaError('forbidden', 'only admins give out hats');
  if (command === node('list-assigned')) return answer(payload, 'completed', listWorn(room));
  const form = readSubmitted(payload);
  if (!form) return answer(payload, 'executing', askFor(room, command));
  const said = (name: string) => form.get(name)?.[0]?.trim() ?? '';
  if (command === node('create')) create(room, said, out, around);
  else if (command === node('destroy')) destroy(room, said('hats#uri') || said('hat'), out, around);
  else assign(room, command === node('assign'), said, out, around);
  return answer(payload, 'completed');
}

function answer(payload: Element, status: string, form?: Element): Element {
  const { node, sessionid = randomUUID() } = payload.attrs;
  const command = xml('command', { xmlns: MUC.commands, node, sessionid, status });
  if (status === 'executing') command.cnode(xml('actions', { execute: 'complete' }, new Element('complete')));
  if (form) command.cnode(form);
  return command;
}

/** WHY not readForm: XEP-0317 shows forms whose FORM_TYPE says nothing new, and clients leave it out. */
function readSubmitted(payload: Element): Map<string, string[]> | undefined {
  const form = payload.getChild('x', NS.data);
  if (!form || form.attrs.type === 'cancel') return undefined;
  if (form.attrs.type !== 'submit') throw new StanzaError('bad-request', 'the form is not of type submit');
  const values = form
    .getChildren('field')
    .map((one) => [one.attrs.var ?? '', one.getChildren('value').map((value) => value.getText())] as const);
  return new Map(values.map(([name, texts]) => [name, [...texts]]));
}

function askFor(room: Room, command: string | undefined): Element {
  const required = (element: Element) => {
    element.c('required');
    return element;
  };
  const address = required(field('hats#jid', 'jid-single', 'User Address'));
  const known = [...room.hats.values()].map(({ uri, title }) => [uri, title] as const);
  const choice = required(field('hats#uri', 'list-single', 'The hat', [], known));
  const fields =
    command === node('create')
      ? [
          required(field('hats#title', 'text-single', 'Hat Title')),
          required(field('hats#uri', 'text-single', 'Hat URI')),
          field('hats#hue', 'text-single', 'Hat Hue'),
        ]
      : command === node('destroy')
        ? [choice]
        : [address, choice];
  const title = hatCommands.find(([known]) => known === command)?.[1];
  return resultForm('form', MUC.hatCommands, fields, title);
}

function create(room: Room, said: (name: string) => string, out: Outcome, around: Surroundings): void {
  const [uri, title, hue] = [said('hats#uri'), said('hats#title'), said('hats#hue')];
  if (
    !/^[a-z][a-z0-9+.-]*:\S+$/i.test(uri) ||
    uri.length > MAX_TEXT ||
    title === '' ||
    title.length > MAX_TEXT
  )
    throw new StanzaError('bad-request', 'a hat has a URI and a title');
  if (hue !== '' && !(Number(hue) >= 0 && Number(hue) <= 360))
    throw new StanzaError('bad-request', 'the hue is an angle from 0 to 360');
  if (room.hats.size >= MAX_HATS && !room.hats.has(uri))
    throw new StanzaError('resource-constraint', `a room has at most ${MAX_HATS} hats`);
  room.hats.set(uri, { uri, title, ...(hue !== '' && { hue }) });
  changed(room, wearers(room, uri), out, around);
}

function destroy(room: Room, uri: string, out: Outcome, around: Surroundings): void {
  if (!room.hats.has(uri)) throw new StanzaError('item-not-found', 'there is no such hat');
  const worn = wearers(room, uri);
  room.hats.delete(uri);
  for (const who of worn) takeOff(room, who, uri);
  changed(room, worn, out, around);
}

function assign(
  room: Room,
  on: boolean,
  said: (name: string) => string,
  out: Outcome,
  around: Surroundings,
): void {
  const jid = parseJid(said('hats#jid'));
  if (!jid) throw new StanzaError('jid-malformed', 'hats#jid is no address');
  const uri = said('hats#uri');
  if (!room.hats.has(uri)) throw new StanzaError('item-not-found', 'there is no such hat');
  const who = jid.bare.toString();
  const worn = room.worn.get(who) ?? [];
  if (on && worn.length >= MAX_HATS_WORN)
    throw new StanzaError('resource-constraint', `at most ${MAX_HATS_WORN} hats on one head`);
  if (on && worn.length === 0 && room.worn.size >= MAX_WEARERS)
    throw new StanzaError('resource-constraint', `at most ${MAX_WEARERS} people wear hats`);
  if (on) room.worn.set(who, [...new Set([...worn, uri])]);
  else takeOff(room, who, uri);
  changed(room, [who], out, around);
}

function takeOff(room: Room, who: string, uri: string): void {
  const left = (room.worn.get(who) ?? []).filter((one) => one !== uri);
  if (left.length > 0) room.worn.set(who, left);
  else room.worn.delete(who);
}

const wearers = (room: Room, uri: string): string[] =>
  [...room.worn].filter(([, uris]) => uris.includes(uri)).map(([who]) => who);

/** "the room SHOULD broadcast the related JID presences with the refreshed hat list", and that the configuration changed. */
function changed(room: Room, who: readonly string[], out: Outcome, around: Surroundings): void {
  out.record = true;
  const accounts = who.map((text) => parseJid(text)).filter((jid): jid is Jid => jid !== undefined);
  for (const account of accounts)
    for (const occupant of occupantsOf(room, account)) announce(room, occupant, {}, out, around);
  broadcastStatus(room, [104], out, around);
}

const row = (values: Readonly<Record<string, string>>): Element => {
  const item = new Element('item');
  for (const [name, value] of Object.entries(values))
    item.cnode(xml('field', { var: name }, xml('value', {}, value)));
  return item;
};

const hatRow = ({ uri, title, hue = '' }: Hat) => ({ 'hats#title': title, 'hats#uri': uri, 'hats#hue': hue });

function table(title: string, names: readonly string[], rows: readonly Element[]): Element {
  const form = resultForm('result', MUC.hatCommands, [], title);
  form.cnode(xml('reported', {}, ...names.map((name) => xml('field', { var: name }))));
  for (const one of rows) form.cnode(one);
  return form;
}

const listHats = (room: Room): Element =>
  table(
    'Hats List',
    ['hats#title', 'hats#uri', 'hats#hue'],
    [...room.hats.values()].map((hat) => row(hatRow(hat))),
  );

const listWorn = (room: Room): Element =>
  table(
    'Assigned Hats List',
    ['hats#jid', 'hats#uri', 'hats#title', 'hats#hue'],
    [...room.worn].flatMap(([who, uris]) =>
      uris.flatMap((uri) => {
        const hat = room.hats.get(uri);
        return hat ? [row({ 'hats#jid': who, ...hatRow(hat) })] : [];
      }),
    ),
  );

/** §2: "computing a unique hash based on the list of hats URIs"; undefined without hats. */
export const hatsHash = (room: Room): string | undefined =>
  room.hats.size === 0
    ? undefined
    : createHash('sha1')
        .update([...room.hats.keys()].sort().join('\n'))
        .digest('hex');
