/** What each component may do in the name of this server and its people (XEP-0356). Nothing, unless it is written here. */
import { z } from 'zod';

/** §4.1, §6.1: which types of queries. */
const access = z.enum(['none', 'get', 'set', 'both']).default('none');
const namespace = z.string().min(1).max(1000);

const grant = z
  .strictObject({
    /** Reading and changing people's contact lists. */
    roster: access,
    /** Telling it when a contact list changes; by default where it may read them. */
    push: z.boolean().optional(),
    /** Sending messages as the server, or as any of its people. */
    message: z.enum(['none', 'outgoing']).default('none'),
    /** Seeing which of our people are there; with `roster` their contacts too. */
    presence: z.enum(['none', 'managed_entity', 'roster']).default('none'),
    /** Queries in people's names, by the namespace of what is asked. */
    iq: z.record(namespace, z.enum(['none', 'get', 'set', 'both'])).default({}),
  })
  // §7.4: "The server MUST reject the permission if the privileged entity doesn't have read permission on roster namespace."
  .refine(({ presence, roster }) => presence !== 'roster' || reads(roster), {
    path: ['presence'],
    error: 'may be "roster" only where "roster" is "get" or "both"',
  });

export type Access = z.infer<typeof access>;
export type Grant = z.infer<typeof grant>;

export const privilegeOptions = z.object({
  /** By the component's domain. */
  components: z.record(z.string(), grant).default({}),
});

export const reads = (access: Access): boolean => access === 'get' || access === 'both';

export const allows = (access: Access | undefined, type: string | undefined): boolean =>
  access === 'both' || (access !== undefined && access === type);

/**
 * §4.1: `push` "SHOULD default to "true" if roster permission access type is either "get" or "both"", and roster pushes "MUST NOT
 * be sent if roster permission type is either "none" or "set"".
 */
export const pushes = ({ roster, push }: Grant): boolean => reads(roster) && push !== false;
