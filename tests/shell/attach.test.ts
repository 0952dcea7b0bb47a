/** Which face the desktop shows, and where an `xmpp:` link leads: decisions without a screen. */
import { describe, expect, test, vi } from 'vitest';
import type { Attached } from '../../electron/local/attached.ts';
import type { Manager } from '../../electron/manager/manager.ts';
import { problem } from '../../electron/manager/problem.ts';
import type { Installed } from '../../electron/manager/system-service/keeper.ts';
import { type FolderNow, faceFor } from '../../electron/shell/attach.ts';
import { linkArgument, pageOfLink } from '../../electron/shell/xmpp-link.ts';
import { type WhichFaceParts, whichFace } from '../../electron/which-face.ts';

describe('which face', () => {
  const service = (state: Installed['state']) => ({ state });
  const rows: [FolderNow, string, string][] = [
    [{ held: false, answers: false, service: null }, 'open', 'nobody has the folder'],
    [{ held: true, answers: true, service: null }, 'attach', 'no second server'],
    [{ held: true, answers: true, service: service('running') }, 'attach', 'no second server'],
    [{ held: true, answers: false, service: null }, 'tell', 'does not answer'],
    [{ held: true, answers: false, service: service('running') }, 'tell', 'does not answer'],
    [{ held: true, answers: false, service: service('waiting') }, 'wait', 'being started'],
    [{ held: false, answers: false, service: service('running') }, 'wait', 'in a moment'],
    [{ held: false, answers: false, service: service('stopped') }, 'ask', 'for the person'],
    [{ held: false, answers: false, service: service('failed') }, 'ask', 'for the person'],
    [{ held: false, answers: false, service: service('unknown') }, 'ask', 'for the person'],
  ];
  test.each(rows)('%j: %s', (now, verdict, because) => {
    expect(faceFor(now)).toEqual({ do: verdict, because: expect.stringContaining(because) });
  });
});

describe('opening it', () => {
  const manager = {} as Manager;
  const attached = {} as Attached;
  const installed = (state: Installed['state']): Installed => ({
    ...{
      scope: 'system',
      file: '/etc/systemd/system/chatelaine.service',
      starts: true,
      state,
      otherFolder: '/data',
    },
  });
  /** `answers`: what is there at each look. */
  function parts(more: Partial<WhichFaceParts>, answers: (Attached | undefined)[] = []): WhichFaceParts {
    return {
      dataDir: '/data',
      attach: async () => answers.shift(),
      openManager: async () => manager,
      service: { look: async () => null, start: async () => undefined },
      comes: async () => true,
      ask: async () => 'quit',
      ...more,
    };
  }

  test('alone: its own manager', async () => {
    expect(await whichFace(parts({}))).toEqual({ is: 'own', manager });
  });

  test('a manager that answers is attached to; no other is opened', async () => {
    const openManager = vi.fn();
    expect(await whichFace(parts({ openManager }, [attached]))).toEqual({ is: 'attached', attached });
    expect(openManager).not.toHaveBeenCalled();
  });

  test('a service that is coming up is waited for', async () => {
    const comes = vi.fn(async () => true);
    const look = async () => installed('waiting');
    expect(
      (await whichFace(parts({ comes, service: { look, start: vi.fn() } }, [undefined, attached]))).is,
    ).toBe('attached');
    expect(comes).toHaveBeenCalledOnce();
  });

  test('one that did not come up, and was taken back, leaves us with our own', async () => {
    const states = [installed('waiting'), null];
    const service = { look: async () => states.shift() ?? null, start: vi.fn() };
    expect((await whichFace(parts({ comes: async () => false, service }))).is).toBe('own');
  });

  test('a stopped one: the person says', async () => {
    const start = vi.fn(async () => undefined);
    const service = { look: async () => installed('stopped'), start };
    expect((await whichFace(parts({ service, ask: async () => 'quit' }))).is).toBe('left');
    expect((await whichFace(parts({ service, ask: async () => 'here' }))).is).toBe('own');
    expect(start).not.toHaveBeenCalled();
    expect((await whichFace(parts({ service, ask: async () => 'start' }, [undefined, attached]))).is).toBe(
      'attached',
    );
    expect(start).toHaveBeenCalledExactlyOnceWith('system');
  });

  test('a service for another folder is none of ours', async () => {
    const service = {
      look: async () => ({ ...installed('stopped'), otherFolder: '/srv/other' }),
      start: vi.fn(),
    };
    expect((await whichFace(parts({ service }))).is).toBe('own');
  });

  test('held by somebody who does not answer: told, not broken into', async () => {
    const openManager = async () => {
      throw problem('data.locked', { folder: '/data' });
    };
    expect(await whichFace(parts({ openManager }))).toEqual({ is: 'held' });
  });
});

describe('xmpp: links', () => {
  const rows: [string, string | undefined][] = [
    ['xmpp:otto@example.org', '/people/otto%40example.org'],
    ['xmpp:otto@example.org?message;body=hello', '/people/otto%40example.org'],
    ['XMPP:otto@example.org/desk', '/people/otto%40example.org'],
    ['xmpp://nina@example.org/otto@example.org', '/people/otto%40example.org'],
    ['xmpp:caf%C3%A9@example.org', '/people/caf%C3%A9%40example.org'],
    ['xmpp:team@conference.example.org?join', '/rooms'],
    ['xmpp:example.org', '/federation/example.org'],
    ['xmpp:', undefined],
    ['xmpp:%ff@example.org', undefined],
    ['xmpp:a%20b@example.org', undefined],
    ['xmpp:a%0Ab@example.org', undefined],
    ['https://example.org/', undefined],
    [`xmpp:${'a'.repeat(4000)}@example.org`, undefined],
  ];
  test.each(rows)('%s', (link, page) => {
    expect(pageOfLink(link)).toBe(page);
  });

  test('the link among the arguments', () => {
    expect(linkArgument(['chatelaine', '--data=/x', 'xmpp:otto@example.org'])).toBe('xmpp:otto@example.org');
    expect(linkArgument(['chatelaine'])).toBeUndefined();
  });
});
