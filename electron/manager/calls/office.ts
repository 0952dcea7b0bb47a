/** The contract's calls about what the office decides: teams, joining, history, files, safety. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { StoredFiles } from '../files/stored-files.ts';
import type { History } from '../history/history.ts';
import type { Joining } from '../joining/joining.ts';
import type { Safety } from '../safety/safety.ts';
import type { Teams } from '../teams/teams.ts';

export interface OfficeAreas {
  readonly teams: Teams;
  readonly joining: Joining;
  readonly history: History;
  readonly files: StoredFiles;
  readonly safety: Safety;
}

/** The answer of what only does something. */
const done = async (work: Promise<void>): Promise<Record<string, never>> => {
  await work;
  return {};
};

export function officeCalls(areas: OfficeAreas): Pick<Calls, keyof OfficeAreas> {
  const { teams, joining, history, files, safety } = areas;
  return {
    teams: {
      list: () => teams.list(),
      create: (team) => teams.create(team),
      rename: ({ id, label }) => teams.rename(id, label),
      add: ({ id, address }) => teams.add(id, address),
      takeOut: ({ id, address }) => teams.takeOut(id, address),
      remove: ({ id, room }) => done(teams.remove(id, room)),
    },
    joining: {
      rule: async () => ({ rule: joining.rule() }),
      setRule: async ({ rule }) => ({ rule: await joining.setRule(rule) }),
      waiting: () => joining.waiting(),
      approve: ({ address }) => done(joining.approve(address)),
      refuse: ({ address }) => done(joining.refuse(address)),
      invitations: () => joining.invitations(),
      invite: (wish) => joining.invite(wish),
      resetLink: ({ address, days }) => joining.resetLink(address, days),
      revoke: ({ token }) => done(joining.revoke(token)),
      restore: ({ token }) => done(joining.restore(token)),
    },
    history: {
      get: () => history.get(),
      preview: (keep) => history.preview(keep),
      set: (keep) => history.set(keep),
    },
    files: {
      overview: () => files.overview(),
      of: async ({ address }) => ({ files: await files.of(address) }),
      preview: (rules) => files.preview(rules),
      setRules: (rules) => files.setRules(rules),
      remove: ({ address, handle }) => done(files.remove(address, handle)),
    },
    safety: {
      keptOut: () => safety.keptOut(),
      keepOut: async ({ address }) => ({ address: await safety.keepOut(address) }),
      letIn: ({ address }) => done(safety.letIn(address)),
      reports: () => safety.reports(),
      closeReport: ({ id, host }) => done(safety.closeReport(id, host)),
    },
  };
}
