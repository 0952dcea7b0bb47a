/** What `chatelaine invite` asks of the office: who is meant, and what a mail has to say. */
import type { Invitation } from '../contract/index.ts';
import type { MailFacts } from '../contract/invitation-mail.ts';
import type { Client } from '../local/client.ts';
import { problem } from '../manager/problem.ts';

export interface InviteDesk {
  readonly joining: Client['joining'];
  /** The first one served. */
  readonly domain: string;
  /** A team by its id or its label. Refused with `team.unknown`. */
  teamId(wanted: string): Promise<string>;
  /** Labels by id. */
  teams(): Promise<ReadonlyMap<string, string>>;
  /** What the mail has to say beside the invitation. */
  facts(invitation: Invitation): Promise<MailFacts>;
}

/** Throws `setup.not-done`. */
export async function openInviteDesk({ joining, teams, people, server }: Client): Promise<InviteDesk> {
  const { domain } = await server.overview();
  if (domain === '') throw problem('setup.not-done', {});
  const labels = async () => new Map((await teams.list()).map(({ id, label }) => [id, label]));
  return {
    ...{ joining, domain, teams: labels },
    async teamId(wanted) {
      const all = await teams.list();
      const found =
        all.find(({ id }) => id === wanted) ??
        all.find(({ label }) => label.toLowerCase() === wanted.toLowerCase());
      if (!found) throw problem('team.unknown', {});
      return found.id;
    },
    async facts({ by, team }) {
      // As colleagues read it.
      const inviter = by === '' ? undefined : (await people.list()).find(({ address }) => address === by);
      return {
        inviter: inviter === undefined ? '' : inviter.displayName || inviter.username,
        team: team === '' ? '' : ((await labels()).get(team) ?? ''),
      };
    },
  };
}
