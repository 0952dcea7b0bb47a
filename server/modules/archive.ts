/**
 * Message archive. Specs: XEP-0313 1.1.3 (mam:2), XEP-0359 0.7 (stanza-id), XEP-0059 1.0, XEP-0334.
 * Keeps each person's conversations on the server, so that a new device, or one that was away, can read them page by page.
 * It does not archive rooms, and does not let people choose what is kept (preferences come later).
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { MessageEvent } from '../kernel/hooks.ts';
import { parseJid } from '../kernel/jid.ts';
import { defineModule, type IqRequest } from '../kernel/module.ts';
import { NS, StanzaError } from '../kernel/stanza.ts';
import type { ArchiveItem, ArchiveQuery } from '../kernel/store.ts';
import { forwarded, xml } from './support/elements.ts';
import { emptyForm, readForm } from './support/forms.ts';
import { shouldArchive } from './support/message-kind.ts';
import { outcomeOf } from './support/outcome.ts';
import { pageElement, readPage } from './support/rsm.ts';

const options = z.object({
  /** Items in a page when the client does not say, and at most. */
  page: z.int().min(1).default(50),
  maxPage: z.int().min(1).default(250),
});

/** XEP-0082: date and time with seconds and a zone. */
const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

export const archive = defineModule({
  name: 'archive',
  specs: ['XEP-0313 1.1.3', 'XEP-0359 0.7.0', 'XEP-0059 1.0'],
  options,
  setup(ctx) {
    const store = ctx.store.archive('mam');
    const limits = { normal: ctx.options.page, most: ctx.options.maxPage };

    ctx.feature(NS.mam, 'account');
    ctx.feature(NS.stanzaId, 'account');
    ctx.iq('get', NS.mam, 'query', 'self', () => xml('query', { xmlns: NS.mam }, queryForm()));
    ctx.iq('set', NS.mam, 'query', 'self', query);
    ctx.on('message.sent', 'record', sent);
    ctx.on('message.sent', 'deliver', ({ stanza, account }) => dropOwnIds(stanza, account.toString()));
    ctx.on('message.received', 'record', received);
    ctx.on('account.removed', 'record', ({ account }) => void store.deleteOwner(account.toString()));

    function sent({ stanza, account, to }: MessageEvent): void {
      dropOwnIds(stanza, account.toString());
      // A message to oneself is archived once, when it arrives: the copy that arrives carries the id.
      if (to.bare.equals(account)) return;
      const verdict = shouldArchive(stanza);
      ctx.log.debug('sent message', { archived: verdict.store, because: verdict.because });
      // §3.5: "servers SHOULD include the element as a child of the forwarded message when using" carbons, and "MUST NOT
      // include" it in what goes out: so the id is there while copies are made, and gone in the last phase.
      if (verdict.store) keep(stanza, account.toString(), to.toString());
    }

    function received(event: MessageEvent): void {
      const { stanza, account, from } = event;
      dropOwnIds(stanza, account.toString());
      const verdict = bounces(event) ? { store: false, because: 'it bounces' } : shouldArchive(stanza);
      ctx.log.debug('received message', { archived: verdict.store, because: verdict.because });
      // §3.5: "When a message is archived, the server MUST add an <stanza-id/> element […] to the message".
      if (verdict.store) keep(stanza, account.toString(), from.toString());
    }

    /** §6.1: what an entity rejects "should not appear in the archive for the entity that rejected it". */
    const bounces = (event: MessageEvent) => outcomeOf(event, ctx.sessions).to === 'error';

    function keep(stanza: Element, owner: string, peer: string): void {
      const { id } = store.append(owner, { when: Date.now(), with: peer, stanza });
      stanza.c('stanza-id', { xmlns: NS.stanzaId, by: owner, id });
    }

    async function query({ from, payload, session, stanza }: IqRequest): Promise<Element> {
      const page = readPage(payload, limits);
      const result = await store.query(from.bare.toString(), { ...readQuery(payload), ...page });
      // §4.3.2: "If the UID contained within an <after> or <before> element is not present in the archive, the server MUST
      // return an item-not-found error".
      if (result === 'item-not-found') throw new StanzaError('item-not-found', 'the archive has no such id');
      for (const item of result.items) session?.send(resultMessage(stanza, payload.attrs.queryid, item));
      const complete = result.complete ? 'true' : undefined;
      return xml('fin', { xmlns: NS.mam, complete }, pageElement(result));
    }
  },
});

/**
 * XEP-0359 §3: entities "which encounter a <stanza-id/> element where the 'by' attribute matches the 'by' attribute they would
 * otherwise set, MUST delete that element even if they are not adding their own stanza ID".
 */
function dropOwnIds(stanza: Element, owner: string): void {
  for (const forged of stanza.getChildren('stanza-id', NS.stanzaId))
    if (parseJid(forged.attrs.by ?? '')?.toString() === owner) stanza.remove(forged);
}

function resultMessage(query: Element, queryid: string | undefined, item: ArchiveItem): Element {
  const { from = '', to } = query.attrs;
  const stamp = xml('delay', { xmlns: NS.delay, stamp: new Date(item.when).toISOString() });
  const result = xml('result', { xmlns: NS.mam, queryid, id: item.id }, forwarded(item.stanza, stamp));
  // §8.2: clients take results from nobody but the archive they asked: the account's bare address.
  const archiveAddress = to ?? parseJid(from)?.bare.toString();
  return xml('message', { xmlns: NS.client, from: archiveAddress, to: from }, result);
}

const queryForm = () =>
  emptyForm(NS.mam, [
    { name: 'with', type: 'jid-single' },
    { name: 'start', type: 'text-single' },
    { name: 'end', type: 'text-single' },
  ]);

function readQuery(payload: Element): Omit<ArchiveQuery, 'max'> {
  const form = readForm(payload, NS.mam) ?? new Map<string, string[]>();
  const query: { with?: string; start?: number; end?: number } = {};
  for (const [field, [value]] of form) {
    if (value === undefined || value === '') continue;
    if (field === 'with') query.with = readAddress(value);
    else if (field === 'start' || field === 'end') query[field] = readTime(value);
    // §4.1.5: "If a client includes a form field that the server does not recognise, the server MUST respond with a
    // 'feature-not-implemented' error."
    else throw new StanzaError('feature-not-implemented', `the field ${field} is not supported`);
  }
  return query;
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
