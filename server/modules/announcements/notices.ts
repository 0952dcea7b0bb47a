/** What is said to everybody at the next log-in, and to somebody new. Spec: XEP-0133 §4.24-§4.28. */
import { z } from 'zod';
import type { ModuleContext } from '../../kernel/module.ts';
import { tellOnline } from '../support/announce.ts';
import type { AnnouncementOptions } from './options.ts';

const noticeSchema = z.object({ subject: z.string().default(''), body: z.string(), id: z.number() });

export type Notices = ReturnType<typeof createNotices>;

export function createNotices(ctx: ModuleContext<AnnouncementOptions>) {
  /** By domain: `motd` and `welcome`; an empty body is one that was deleted. */
  const notices = ctx.store.keyval('notices', noticeSchema);
  /** By account: `motd`, the id of the last one seen; `welcome`, while somebody new has not been here. */
  const marks = ctx.store.keyval('notice-marks', z.number());

  function notice(host: string, name: 'motd' | 'welcome') {
    const set = notices.get(host, name);
    if (set) return set.body === '' ? undefined : set;
    return name === 'welcome' && ctx.options.welcome ? { ...ctx.options.welcome, id: 0 } : undefined;
  }

  function setNotice(host: string, name: 'motd' | 'welcome', body: string): void {
    const id = (notices.get(host, name)?.id ?? 0) + 1;
    notices.set(host, name, { subject: '', body, id });
  }

  /**
   * §4.24: "The announcement is sent immediately to users who are online when the message is set, or after the next session
   * initiation for other users".
   */
  function setMotd(host: string, body: string, tell: boolean): void {
    setNotice(host, 'motd', body);
    const motd = notice(host, 'motd');
    if (!motd || !tell) return;
    tellOnline(ctx, host, motd);
    for (const { jid } of ctx.sessions.all())
      if (jid.domain === host) marks.set(jid.bare.toString(), 'motd', motd.id);
  }

  return { notice, setNotice, setMotd, marks };
}
