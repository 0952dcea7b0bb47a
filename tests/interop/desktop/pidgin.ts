/** Pidgin 2 on a desk, driven by its D-Bus interface: each call is a function of libpurple. */

import type { Desktop } from './desktop.ts';
import { FACE } from './office.ts';

const xml = (text: string) => `<?xml version='1.0' encoding='UTF-8' ?>\n${text}`;

export interface Pidgin {
  /** A picture in its home. */
  readonly face: string;
  /** Calls a function of libpurple, as its D-Bus interface names it, and returns the answer as text. */
  call(name: string, ...args: string[]): Promise<string>;
  /** The first number in the answer. */
  number(name: string, ...args: string[]): Promise<number>;
  /** What the window of a conversation shows. */
  shown(conversation: number): Promise<string>;
}

/** Starts it; its account, which is there already, logs in by itself. */
export async function startPidgin(desktop: Desktop): Promise<Pidgin> {
  const prefs = `
    <pref version='1' name='/'>
      <pref name='purple'><pref name='savedstatus'><pref name='startup_current_status' type='bool' value='1'/></pref></pref>
      <pref name='pidgin'>
        <pref name='sound'><pref name='mute' type='bool' value='1'/></pref>
      </pref>
    </pref>`;
  desktop.write('.purple/prefs.xml', xml(prefs.trim()));
  desktop.start('pidgin', '-d');
  await desktop.run('gdbus', 'wait', '--session', '--timeout', '30', 'im.pidgin.purple.PurpleService');
  const face = desktop.write('face.png', FACE);
  const call = (name: string, ...args: string[]) =>
    desktop.run(
      ...(['gdbus', 'call', '--session', '--dest', 'im.pidgin.purple.PurpleService'] as const),
      ...['--object-path', '/im/pidgin/purple/PurpleObject'],
      ...['--method', `im.pidgin.purple.PurpleInterface.${name}`, '--', ...args],
    );
  return {
    call,
    face,
    async number(name, ...args) {
      const answer = await call(name, ...args);
      return Number(/-?\d+/.exec(answer)?.[0] ?? Number.NaN);
    },
    async shown(conversation) {
      // `([int32 12, 13],)`
      const list = await call('PurpleConversationGetMessageHistory', `${conversation}`);
      const ids = list.replace(/^\(\[(?:u?int\d+ )?/, '').match(/\d+/g) ?? [];
      const texts = await Promise.all(ids.map((id) => call('PurpleConversationMessageGetMessage', id)));
      return texts.join('\n');
    },
  };
}
