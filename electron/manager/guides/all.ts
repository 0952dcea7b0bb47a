/** The guides of resources/guides, in the order in which they are shown, checked by their schema when first read. */
import beagle from '../../../resources/guides/beagle.json' with { type: 'json' };
import cheogram from '../../../resources/guides/cheogram.json' with { type: 'json' };
import conversations from '../../../resources/guides/conversations.json' with { type: 'json' };
import converse from '../../../resources/guides/converse.json' with { type: 'json' };
import dino from '../../../resources/guides/dino.json' with { type: 'json' };
import gajim from '../../../resources/guides/gajim.json' with { type: 'json' };
import monal from '../../../resources/guides/monal.json' with { type: 'json' };
import pidgin from '../../../resources/guides/pidgin.json' with { type: 'json' };
import profanity from '../../../resources/guides/profanity.json' with { type: 'json' };
import psi from '../../../resources/guides/psi.json' with { type: 'json' };
import siskin from '../../../resources/guides/siskin.json' with { type: 'json' };
import thunderbird from '../../../resources/guides/thunderbird.json' with { type: 'json' };
import { type ClientId, type Guide, guide } from '../../contract/guides.ts';

const FILES: Readonly<Record<ClientId, unknown>> = {
  ...{ conversations, cheogram, monal, siskin, gajim, dino, beagle, converse },
  ...{ pidgin, psi, thunderbird, profanity },
};

let read: readonly Guide[] | undefined;

/** All of them. Throws where a file is not as the schema has it, which a test finds first. */
export function readGuides(): readonly Guide[] {
  read ??= Object.values(FILES).map((file) => guide.parse(file));
  return read;
}

export const readGuide = (id: ClientId): Guide => readGuides().find((one) => one.id === id)!;
