/**
 * Announcements. Specs: XEP-0133 1.3.1 §4.23-§4.28.
 * The administrators tell everybody something: now, once at the next log-in (message of the day), or when they are new (welcome).
 * It is no newsletter: what was said is not kept beyond the present message of the day and welcome.
 */
import type { PresenceEvent } from '../../kernel/hooks.ts';
import type { Jid } from '../../kernel/jid.ts';
import { defineModule } from '../../kernel/module.ts';
import { announcement } from '../support/announce.ts';
import { registerCommands } from './commands.ts';
import { forms } from './forms.ts';
import { createNotices } from './notices.ts';
import { options } from './options.ts';

export const announcements = defineModule({
  name: 'announcements',
  specs: ['XEP-0133 1.3.1'],
  needs: ['presence', 'adhoc'],
  options,
  setup(ctx) {
    const notices = createNotices(ctx);
    const { notice, marks } = notices;
    const greeted = ctx.sessionState('greeted', () => false);

    ctx.on('account.created', 'record', ({ account }) => void marks.set(account.toString(), 'welcome', 1));
    ctx.on('account.removed', 'record', ({ account }) => void marks.deleteOwner(account.toString()));
    ctx.on('presence.sent', 'deliver', greet);
    for (const command of forms(ctx, notices)) ctx.adhoc(command);
    registerCommands(ctx, notices);

    function greet({ stanza, session, to }: PresenceEvent): void {
      if (!session || to || stanza.attrs.type !== undefined || session.get(greeted)) return;
      session.set(greeted, true);
      const account = session.jid.bare;
      welcome(account);
      const motd = notice(account.domain, 'motd');
      if (!motd || marks.get(account.toString(), 'motd') === motd.id) return;
      marks.set(account.toString(), 'motd', motd.id);
      ctx.router.route(announcement(account.domain, session.jid.toString(), motd));
    }
    /** §4.27: "to newly registered users of the server when they first log in". */
    function welcome(account: Jid): void {
      if (marks.get(account.toString(), 'welcome') === undefined) return;
      marks.delete(account.toString(), 'welcome');
      const words = notice(account.domain, 'welcome');
      if (words) ctx.router.route(announcement(account.domain, account.toString(), words));
    }
  },
});
