/**
 * The guide of the page Connect, done word by word by a robot: what it names is there, under that name, and whoever does it is
 * connected with verification on, and in the office's room. What is typed and pressed is the guide's data and nothing else.
 */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { FilledGuide } from '../../../electron/contract/guides.ts';
import { readGuides } from '../../../electron/manager/guides/all.ts';
import { fillGuide } from '../../../electron/manager/guides/fill.ts';
import { PASSWORD } from '../../support/server.ts';
import { prepareGajim } from './gajim.ts';
import { DOMAIN, OTTO, ROOM } from './office.ts';
import { playOnDesktop, type Scene } from './play.ts';

const ROBOT = fileURLToPath(new URL('robot.py', import.meta.url));

/** As a person reads it on the page, in English. */
function guideOf(id: 'pidgin' | 'gajim'): FilledGuide {
  const guide = readGuides().find((one) => one.id === id)!;
  return fillGuide(
    guide,
    {
      person: { address: OTTO, username: 'otto', host: DOMAIN, name: 'Otto' },
      way: {
        ...{ domain: DOMAIN, way: 'found', because: 'dns-right', at: null, hosts: [DOMAIN] },
        ...{ ports: { starttls: 5222, direct: 5223 }, authority: null, chat: null },
        ...{ rooms: `conference.${DOMAIN}`, room: { address: ROOM, name: 'Lager' } },
      },
      ...{ tls: 'starttls', password: PASSWORD },
    },
    'en',
  );
}

type Part = FilledGuide['steps'][number]['text'][number];
type Field = FilledGuide['steps'][number]['fields'][number];

/** Words that a step names are pressed in their order; then its fields are filled in. */
const deeds = ({ text, fields }: { text: readonly Part[]; fields: readonly Field[] }) => [
  ...text.filter(({ kind }) => kind === 'word').map((part) => ({ do: 'press', name: part.text })),
  ...fields.filter(({ act }) => act !== 'leave').map(({ name, act, value }) => ({ do: act, name, value })),
];

const follow = (scene: Scene, steps: readonly Parameters<typeof deeds>[0][]) =>
  // Debian's own, which knows Debian's accessibility library.
  scene.desktop.tell(JSON.stringify(steps.flatMap(deeds)), '/usr/bin/python3', ROBOT);

const NEEDS = ['pyatspi', 'xdotool'];

playOnDesktop(
  'The guide of Pidgin',
  ['pidgin', ...NEEDS],
  (scene) => {
    test('leads in: everything it names is there', async () => {
      scene.desktop.start('pidgin');
      await follow(scene, guideOf('pidgin').steps);
      await scene.office.witness.sees(/^otto bound/);
      await scene.office.nina.expect('presence', { jid: /^otto@office.test\//, type: 'available' }, 30_000);
    });

    test('leads into the room', async () => {
      await follow(scene, [guideOf('pidgin').rooms]);
      await scene.desktop.press('Return');
      await scene.office.nina.expect('occupant', { here: true }, 20_000);
      expect(scene.desktop.complaints()).not.toMatch(/Traceback/);
    });
  },
  undefined,
  { readable: true },
);

playOnDesktop(
  'The guide of Gajim',
  ['gajim', ...NEEDS],
  (scene) => {
    test('leads in: everything it names is there', async () => {
      // Without a keyring: one that nobody has used yet asks for a password of its own.
      prepareGajim(scene.desktop);
      scene.desktop.start('gajim');
      // "At its first start Gajim asks by itself": the step that opens the menu is for later.
      const [, ...steps] = guideOf('gajim').steps;
      await follow(scene, steps);
      await scene.office.witness.sees(/^otto bound/);
      await scene.office.nina.expect('presence', { jid: /^otto@office.test\//, type: 'available' }, 30_000);
    });
  },
  undefined,
  { readable: true },
);
