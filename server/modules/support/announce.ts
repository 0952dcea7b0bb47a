/** Messages of the server itself to people: to those who are here, or to everybody of a domain. */
import type { Element } from 'ltx';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { xml } from './elements.ts';

export interface Announcement {
  readonly subject?: string | undefined;
  readonly body: string;
}

/** Accounts told in one turn of the event loop. */
const AT_ONCE = 100;

export const announcement = (
  host: string,
  to: string,
  { subject, body }: Announcement,
  type?: 'headline',
): Element =>
  xml(
    'message',
    { xmlns: NS.client, from: host, to, type },
    ...(subject ? [xml('subject', {}, subject)] : []),
    xml('body', {}, body),
  );

/** To every device that is connected; answers how many. */
export function tellOnline(ctx: ModuleContext, host: string, what: Announcement): number {
  let told = 0;
  for (const { jid } of ctx.sessions.all()) {
    if (jid.domain !== host) continue;
    ctx.router.route(announcement(host, jid.toString(), what, 'headline'));
    told += 1;
  }
  return told;
}

/** To every account, a slice at a time so that nobody waits; it is kept for those who are away. */
export async function tellEverybody(ctx: ModuleContext, host: string, what: Announcement): Promise<number> {
  const accounts = ctx.accounts.list(host).filter(({ disabled }) => !disabled);
  for (let at = 0; at < accounts.length && !ctx.signal.aborted; at += AT_ONCE) {
    for (const { jid } of accounts.slice(at, at + AT_ONCE))
      ctx.router.route(announcement(host, jid.toString(), what));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return accounts.length;
}
