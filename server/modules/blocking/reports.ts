/**
 * Abuse reports that come with a block. Specs: XEP-0377 0.4.1.
 * The administrators of the reporter's domain get a message, and a list they can look at later.
 * Nothing leaves this server: reports are not forwarded to other servers or third parties, whatever the report allows.
 */
import type { Element } from 'ltx';
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { entriesFor } from '../support/blocklist.ts';
import { createBudget } from '../support/budget.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';
import { xml } from '../support/elements.ts';

export const REPORTING = 'urn:xmpp:reporting:1';
const REASON_PREFIX = 'urn:xmpp:reporting:';

const MAX_TEXT = 2000;
const MAX_STANZA_IDS = 20;
const MAX_QUOTE = 500;
/** Kept for one domain; the oldest go first. */
const MAX_REPORTS = 1000;
/** Of one person; what is above is blocked but not reported. */
const MAX_AN_HOUR = 20;

const reportSchema = z.object({
  when: z.number(),
  reporter: z.string(),
  offender: z.string(),
  /** `spam`, `abuse`, or a further reason's URI. */
  reason: z.string(),
  text: z.string(),
  /** Reported messages by their id in an archive; with their words where it is the reporter's own. */
  messages: z.array(z.object({ by: z.string(), id: z.string(), text: z.string().optional() })),
});
type Report = z.infer<typeof reportSchema>;

/** What a `<report/>` says; undefined when it cannot be used: "Abuse reports MUST include a reason". */
export function readReport(item: Element): Said | undefined {
  const report = item.getChild('report', REPORTING);
  const reason = report?.attrs.reason;
  if (!report || !reason || reason.length > 200) return undefined;
  return {
    reason: reason.startsWith(REASON_PREFIX) ? reason.slice(REASON_PREFIX.length) : reason,
    text: (report.getChildText('text') ?? '').trim().slice(0, MAX_TEXT),
    messages: report
      .getChildren('stanza-id', NS.stanzaId)
      .slice(0, MAX_STANZA_IDS)
      .map(({ attrs: { by = '', id = '' } }) => ({ by: by.slice(0, 1023), id: id.slice(0, 200) })),
  };
}

type Said = Pick<Report, 'reason' | 'text' | 'messages'>;

export interface Reports {
  /** Keeps the report in `item`, if there is one, and tells the administrators. */
  file(reporter: Jid, offender: Jid, item: Element): void;
}

export function createReports(ctx: ModuleContext): Reports {
  const table = ctx.store.keyval('reports', reportSchema);
  const archive = ctx.store.archive('mam');
  /** Counted at once: one request can hold a thousand reports. */
  const mayReport = createBudget(MAX_AN_HOUR);

  function keep(host: string, report: Report): void {
    const kept = table.entries(host);
    for (const [key] of kept.slice(0, Math.max(0, kept.length - MAX_REPORTS + 1))) table.delete(host, key);
    const last = Number(kept.at(-1)?.[0] ?? 0);
    table.set(host, String(last + 1).padStart(12, '0'), report);
  }

  ctx.command({
    name: 'list_reports',
    summary: 'List reports of spam and abuse that people of a domain sent',
    positional: ['host'],
    args: z.strictObject({ host: hostArgument }),
    run: ({ host }) =>
      table.entries(servedHost(ctx, host)).map(([id, report]) => ({ id: Number(id), ...report })),
    text: (reports) =>
      reports
        .map(({ id, when, offender, reason, reporter, text }) =>
          [id, new Date(when).toISOString(), offender, reason, reporter, text].join('\t'),
        )
        .join('\n'),
  });
  ctx.command({
    name: 'delete_report',
    summary: 'Delete a report that has been dealt with',
    positional: ['host', 'id'],
    args: z.strictObject({ host: hostArgument, id: z.coerce.number().int().min(1) }),
    run({ host, id }) {
      const key = String(id).padStart(12, '0');
      const domain = servedHost(ctx, host);
      if (!table.get(domain, key)) throw new CommandError('item.unknown', `There is no report ${id}.`);
      table.delete(domain, key);
      return { id };
    },
    text: ({ id }) => `Report ${id} is deleted.`,
  });

  /** The words of a reported message: only what the offender said to the reporter, who chose to show it. */
  async function quote(reporter: Jid, offender: Jid, { by, id }: { by: string; id: string }) {
    if (by !== reporter.toString()) return { by, id };
    const page = await archive.query(by, { ids: [id], max: 1 });
    const stanza = page === 'item-not-found' ? undefined : page.items[0]?.stanza;
    const from = parseJid(stanza?.attrs.from ?? '');
    const text = from && isSaidBy(from, offender) ? stanza?.getChildText('body') : undefined;
    return text ? { by, id, text: text.slice(0, MAX_QUOTE) } : { by, id };
  }

  async function tell(reporter: Jid, offender: Jid, said: Said): Promise<void> {
    const host = reporter.domain;
    const messages = await Promise.all(said.messages.map((one) => quote(reporter, offender, one)));
    const report = {
      ...{ when: Date.now(), reporter: reporter.toString(), offender: offender.toString() },
      ...{ ...said, messages },
    };
    keep(host, report);
    ctx.announce('report.filed', { host });
    ctx.log.info('Abuse reported', { offender: report.offender, reason: report.reason });
    for (const admin of ctx.server.admins.named(host)) ctx.router.route(notice(host, admin, report));
  }

  return {
    file(reporter, offender, item) {
      const said = readReport(item);
      if (!said || (ctx.server.limited && !mayReport(reporter.toString()))) return;
      tell(reporter, offender, said).catch((error: Error) => {
        ctx.log.error('A report was lost', { offender: offender.toString(), cause: error.message });
      });
    },
  };
}

/** The blocked address may be a whole domain, or one device. */
const isSaidBy = (from: Jid, offender: Jid) => entriesFor(from).includes(offender.toString());

const notice = (host: string, to: string, { reporter, offender, reason, text, messages }: Report): Element =>
  xml(
    'message',
    { xmlns: NS.client, from: host, to },
    xml('subject', {}, `Report of ${reason}`),
    xml(
      'body',
      {},
      [
        `${reporter} blocked ${offender} and reports ${reason}.`,
        ...(text === '' ? [] : [`“${text}”`]),
        ...messages.map(({ id, text: words }) => `Message ${id}${words === undefined ? '' : `: ${words}`}`),
      ].join('\n'),
    ),
  );
