/**
 * How a bridge is, in words: a state, what it means for colleagues, and what to do.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { BridgeState } from '../api/types.ts';
import { assertNever } from '../assert-never.ts';
import type { Tone } from '../components/Pill.tsx';

export type BridgeWords = {
  word: MessageDescriptor;
  tone: Tone;
  /** What it means, and what to do. */
  means: MessageDescriptor;
};

/** Times are shown beside it. */
export function bridgeWords(state: BridgeState, kind: 'irc' | 'program'): BridgeWords {
  switch (state.state) {
    case 'off':
      return {
        word: msg`Switched off`,
        tone: 'off',
        means: msg`Nobody can use it until you switch it on again. Nothing of it is lost.`,
      };
    case 'server-stopped':
      return {
        word: msg`Waits for the server`,
        tone: 'off',
        means: msg`The server is stopped. The bridge comes back together with it.`,
      };
    case 'no-door': {
      const { port } = state;
      return {
        word: msg`No way in`,
        tone: 'bad',
        means: msg`Another program on this computer has port ${port}, where bridges attach. The page “Bridges” moves them to another one.`,
      };
    }
    case 'not-installed':
      return {
        word: msg`Not installed`,
        tone: 'warn',
        means: msg`Biboumi, the program that does the work, is not on this computer yet. Colleagues cannot use the bridge until it is.`,
      };
    case 'starting':
      return {
        word: msg`Starting…`,
        tone: 'info',
        means: msg`It is being started. This takes a few seconds.`,
      };
    case 'connected':
      return kind === 'irc'
        ? {
            word: msg`Works`,
            tone: 'ok',
            means: msg`Colleagues can join channels with the chat program they have.`,
          }
        : {
            word: msg`Connected`,
            tone: 'ok',
            means: msg`The program is there, and colleagues can reach it.`,
          };
    case 'waiting':
      return {
        word: msg`Not there`,
        tone: 'warn',
        means: msg`The program has not connected. Whoever runs it needs the values below and the secret.`,
      };
    case 'coming-back':
      return {
        word: msg`Coming back`,
        tone: 'warn',
        means: msg`It ended by itself and is started again in a moment. Colleagues may have to join their channels again.`,
      };
    case 'failed':
      return {
        word: msg`Does not run`,
        tone: 'bad',
        means:
          kind === 'irc'
            ? msg`It was started several times and did not stay. Switch it off and on to try again; if that does not help, show its last lines to a technician.`
            : msg`The server cannot let it in. Show the line below to a technician.`,
      };
    default:
      return assertNever(state);
  }
}

/** Why a value was refused; for the field it is about. */
export function refusedWords(field: string, reason: string): MessageDescriptor {
  if (field === 'network') return msg`This is no name of a server. It looks like irc.libera.chat.`;
  if (field === 'name') return reason === 'empty' ? msg`Type a name first.` : msg`This name is too long.`;
  switch (reason) {
    case 'taken':
      return msg`This address is in use already. Choose another word.`;
    case 'too-many':
      return msg`There are as many bridges as Chatelaine can look after. Remove one first.`;
    case 'empty':
      return msg`Type a word first.`;
    default:
      return msg`Use letters, digits and hyphens only, without spaces or dots.`;
  }
}

/** What a chat program joins: the channel with its “#”, the network, and the bridge. */
export function channelAddress(
  channel: string,
  network: string,
  bridge: { address: string; network: string | null },
): string {
  const name = channel.trim();
  const hash = /^[#&+!]/.test(name) ? name : `#${name}`;
  const escaped = hash.replaceAll('&', '\\26').replaceAll(' ', '');
  return bridge.network === null
    ? `${escaped}%${network.trim().toLowerCase()}@${bridge.address}`
    : `${escaped}@${bridge.address}`;
}
