/** The contract's calls about programs and the chat in the browser. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Programs } from '../programs/programs.ts';
import type { WebChatArea } from '../webchat/webchat.ts';

export interface ProgramsAreas {
  readonly programs: Programs;
  readonly webchat: WebChatArea;
}

export const programsCalls = ({ programs, webchat }: ProgramsAreas): Pick<Calls, keyof ProgramsAreas> => ({
  programs: {
    list: () => programs.list(),
    setDoor: (wish) => programs.setDoor(wish),
    decideDoor: (wish) => programs.decideDoor(wish),
    commands: () => programs.commands(),
    create: ({ commands = [], from = [], ...wish }) => programs.create({ ...wish, commands, from }),
    lately: () => programs.lately(),
    async revoke({ id }) {
      await programs.revoke(id);
      return {};
    },
    async restore({ id }) {
      await programs.restore(id);
      return {};
    },
  },
  webchat: {
    get: async () => webchat.get(),
    set: (wish) => webchat.set(wish),
  },
});
