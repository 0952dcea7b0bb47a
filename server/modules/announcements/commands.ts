/** Announcements from the command line and the app. */
import { z } from 'zod';
import type { ModuleContext } from '../../kernel/module.ts';
import { announcement, tellEverybody, tellOnline } from '../support/announce.ts';
import {
  accountOf,
  hostArgument as host,
  servedHost,
  userArgument as user,
} from '../support/command-arguments.ts';
import type { Notices } from './notices.ts';
import { text } from './options.ts';

export function registerCommands(ctx: ModuleContext, { setNotice, setMotd }: Notices): void {
  const command = (name: string, summary: string, run: (host: string, text: string) => unknown) =>
    ctx.command({
      ...{ name, summary, positional: ['host', 'text'] },
      args: z.strictObject({ host, text }),
      run: ({ host, text }) => run(servedHost(ctx, host), text),
    });
  const forget = (name: string, summary: string, which: 'motd' | 'welcome') =>
    ctx.command({
      ...{ name, summary, positional: ['host'] },
      args: z.strictObject({ host }),
      run({ host }) {
        setNotice(servedHost(ctx, host), which, '');
        return { host };
      },
      text: () => 'It is deleted.',
    });
  command('announce', 'Tell everybody who is connected', (host, body) => tellOnline(ctx, host, { body }));
  command('announce_all', 'Tell everybody with an account; those who are away read it later', (host, body) =>
    tellEverybody(ctx, host, { body }),
  );
  ctx.command({
    name: 'tell_person',
    summary: 'Tell one person something in the name of the server; who is away reads it later',
    positional: ['user', 'host', 'text'],
    args: z.strictObject({ user, host, text }),
    run({ user, host, text: body }) {
      const account = accountOf(ctx, user, host);
      ctx.router.route(announcement(account.domain, account.toString(), { body }));
      return { told: account.toString() };
    },
    text: ({ told }) => `${told} is told.`,
  });
  command('set_motd', 'Set the message of the day', (host, body) => {
    setMotd(host, body, true);
    return { host };
  });
  command('set_welcome', 'Set what new people are told at their first log-in', (host, body) => {
    setNotice(host, 'welcome', body);
    return { host };
  });
  forget('delete_motd', 'Delete the message of the day', 'motd');
  forget('delete_welcome', 'Delete the welcome message', 'welcome');
}
