/** Announcements from an administrator's chat program. Spec: XEP-0133 §4.23-§4.28. */
import type { AdhocCommand, AdhocValues } from '../../kernel/adhoc.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { adminCommand, lines } from '../support/admin-command.ts';
import { tellEverybody, tellOnline } from '../support/announce.ts';
import type { Notices } from './notices.ts';
import { MAX_TEXT } from './options.ts';

export function forms(ctx: ModuleContext, { notice, setNotice, setMotd }: Notices): AdhocCommand[] {
  const body = (values: AdhocValues, field: string) => lines(values, field).slice(0, MAX_TEXT);
  /** The lines of what is set now, for the form. */
  const present = (host: string, name: 'motd' | 'welcome') => notice(host, name)?.body.split('\n') ?? [];

  return [
    adminCommand({
      node: 'announce',
      name: 'Send Announcement to Online Users',
      title: 'Making an Announcement',
      instructions: 'Fill out this form to make an announcement to all active users of this service.',
      fields: [{ name: 'announcement', type: 'text-multi', label: 'Announcement', required: true }],
      run: (values, { host }) => ({
        note: `Told ${tellOnline(ctx, host, { body: body(values, 'announcement') })} devices.`,
      }),
    }),
    adminCommand({
      // Not in XEP-0133; this node is what other servers call it.
      node: 'announce-all',
      name: 'Send Announcement to All Users',
      title: 'Making an Announcement',
      instructions: 'Fill out this form to tell everybody with an account; those who are away read it later.',
      fields: [{ name: 'announcement', type: 'text-multi', label: 'Announcement', required: true }],
      run: async (values, { host }) => ({
        note: `Told ${await tellEverybody(ctx, host, { body: body(values, 'announcement') })} people.`,
      }),
    }),
    adminCommand({
      node: 'set-motd',
      name: 'Set Message of the Day',
      title: 'Setting the Message of the Day',
      instructions: 'Fill out this form to set the message of the day.',
      fields: [{ name: 'motd', type: 'text-multi', label: 'Message of the Day', required: true }],
      run(values, { host }) {
        setMotd(host, body(values, 'motd'), true);
        return { note: 'Done.' };
      },
    }),
    adminCommand({
      node: 'edit-motd',
      name: 'Edit Message of the Day',
      title: 'Editing the Message of the Day',
      instructions:
        'Fill out this form to edit the message of the day. Those who are here are not told again.',
      fields: ({ host }) => [
        {
          name: 'motd',
          type: 'text-multi',
          label: 'Message of the Day',
          required: true,
          values: present(host, 'motd'),
        },
      ],
      run(values, { host }) {
        setMotd(host, body(values, 'motd'), false);
        return { note: 'Done.' };
      },
    }),
    adminCommand({
      node: 'delete-motd',
      name: 'Delete Message of the Day',
      run(_, { host }) {
        setNotice(host, 'motd', '');
        return { note: 'Done.' };
      },
    }),
    adminCommand({
      node: 'set-welcome',
      name: 'Set Welcome Message',
      title: 'Setting Welcome Message',
      instructions: 'Fill out this form to set the welcome message for this service.',
      at: ['host'],
      fields: ({ host }) => [
        {
          name: 'welcome',
          type: 'text-multi',
          label: 'Welcome Message',
          required: true,
          values: present(host, 'welcome'),
        },
      ],
      run(values, { host }) {
        setNotice(host, 'welcome', body(values, 'welcome'));
        return { note: 'Done.' };
      },
    }),
    adminCommand({
      node: 'delete-welcome',
      name: 'Delete Welcome Message',
      at: ['host'],
      run(_, { host }) {
        setNotice(host, 'welcome', '');
        return { note: 'Done.' };
      },
    }),
  ];
}
