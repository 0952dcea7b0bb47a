/**
 * Who may do what in a room: affiliations, roles, and the rules between them as tables, each with its why.
 *
 * XEP-0045 1.35 §5 and the sections on kicking, voice, membership, bans, moderators, admins and owners.
 * Pure: the room describes the situation and carries out the verdict.
 */
import type { StanzaCondition } from '../../kernel/stanza.ts';

export const AFFILIATIONS = ['outcast', 'none', 'member', 'admin', 'owner'] as const;
/** §5.2: long-lived, of a bare address. In ascending order above. */
export type Affiliation = (typeof AFFILIATIONS)[number];

const ROLES = ['none', 'visitor', 'participant', 'moderator'] as const;
/** §5.1: for a visit, of a nickname. In ascending order above. */
export type Role = (typeof ROLES)[number];

export const isAffiliation = (text: string | undefined): text is Affiliation =>
  AFFILIATIONS.includes(text as Affiliation);
export const isRole = (text: string | undefined): text is Role => ROLES.includes(text as Role);

const rank = (affiliation: Affiliation) => AFFILIATIONS.indexOf(affiliation);
const roleRank = (role: Role) => ROLES.indexOf(role);
export const atLeast = (affiliation: Affiliation, least: Affiliation) => rank(affiliation) >= rank(least);

/** Allowed, or refused with the stanza error the specification names. */
export type Verdict =
  | { readonly allowed: true; readonly because: string }
  | { readonly allowed: false; readonly condition: StanzaCondition; readonly because: string };

const allow = (because: string): Verdict => ({ allowed: true, because });
const refuse = (condition: StanzaCondition, because: string): Verdict => ({
  allowed: false,
  condition,
  because,
});

export interface RoomType {
  readonly moderated: boolean;
  /** In a moderated room, those without affiliation may speak from the start. */
  readonly membersByDefault: boolean;
}

/** §5.1.2, "Initial Role Based on Affiliation". An outcast has none: it does not come in. */
export function defaultRole(affiliation: Affiliation, { moderated, membersByDefault }: RoomType): Role {
  switch (affiliation) {
    case 'owner':
    case 'admin':
      return 'moderator';
    case 'member':
      return 'participant';
    case 'none':
      return moderated && !membersByDefault ? 'visitor' : 'participant';
    case 'outcast':
      return 'none';
  }
}

/**
 * The role of somebody in the room whose affiliation changes. §5.1.3, note: what is gained is fixed ("an admin or owner is
 * automatically a moderator", a member a participant); what is lost "is left up to the implementation".
 */
export function roleAfter(from: Affiliation, to: Affiliation, role: Role, type: RoomType): Role {
  const usual = defaultRole(to, type);
  if (rank(to) > rank(from)) return roleRank(usual) > roleRank(role) ? usual : role;
  // Moderators by affiliation stop being so; a moderator by appointment stays one.
  if (atLeast(from, 'admin')) return usual;
  return role === 'moderator' ? role : usual;
}

export interface AffiliationChange {
  readonly actor: Affiliation;
  /** The actor changes its own. */
  readonly self: boolean;
  readonly from: Affiliation;
  readonly to: Affiliation;
  /** Nobody else would own the room afterwards. */
  readonly lastOwner: boolean;
}

const isHigh = (affiliation: Affiliation) => atLeast(affiliation, 'admin');

/** The first row that fits. */
export function decideAffiliation({ actor, self, from, to, lastOwner }: AffiliationChange): Verdict {
  if (!isHigh(actor)) return refuse('forbidden', '§9: only admins and owners change affiliations');
  // §9.1: "If an admin or owner attempts to ban himself, the service MUST deny the request and return a <conflict/> error".
  if (self && to === 'outcast') return refuse('conflict', '§9.1: nobody bans himself');
  // §10.5: "Only owners shall be allowed to modify the owner list", §10.8: and the admin list; else "a <forbidden/> error".
  if (actor !== 'owner' && isHigh(to))
    return refuse('forbidden', '§10.5, §10.8: only owners appoint admins and owners');
  // §9.1: "if an admin attempts to ban an owner, the service MUST deny the request and return a <not-allowed/> error".
  if (actor !== 'owner' && isHigh(from) && to === 'outcast')
    return refuse('not-allowed', '§9.1: not to be banned by an admin');
  if (actor !== 'owner' && isHigh(from))
    return refuse('forbidden', '§10.5, §10.8: only owners dismiss admins and owners');
  // §10.4: "A service MUST NOT allow an owner to revoke his or her own owner status if there are no other owners; if an owner
  // attempts to do this, the service MUST return a <conflict/> error".
  if (from === 'owner' && to !== 'owner' && lastOwner)
    return refuse('conflict', '§10.4: the last owner stays');
  return allow('§5.2.2');
}

export interface RoleChange {
  readonly actor: { readonly affiliation: Affiliation; readonly role: Role };
  readonly target: { readonly affiliation: Affiliation; readonly role: Role };
  readonly to: Role;
}

/** The first row that fits. */
export function decideRole({ actor, target, to }: RoleChange): Verdict {
  const inCharge = isHigh(actor.affiliation);
  // §8: requests "MUST be denied if the <user@host> of the 'from' address of the request does not match the bare JID portion of
  // one of the moderators; in this case, the service MUST return a <forbidden/> error."
  if (actor.role !== 'moderator' && !inCharge) return refuse('forbidden', '§8: only moderators change roles');
  if (to === target.role) return allow('nothing changes');
  if (to === 'none') {
    // §8.2: "A user cannot be kicked by a moderator with a lower affiliation. […] <not-allowed/>".
    if (rank(target.affiliation) > rank(actor.affiliation))
      return refuse('not-allowed', '§8.2: not to be kicked by somebody with a lower affiliation');
    if (target.role === 'moderator' && !inCharge)
      return refuse('not-allowed', '§5.1.3: moderators are kicked by admins and owners');
    return allow('§8.2');
  }
  if (to === 'moderator')
    return inCharge ? allow('§9.6') : refuse('forbidden', '§9.6: only admins and owners appoint moderators');
  // §9.7: "an admin MUST NOT be allowed to revoke moderator status from a user whose affiliation is "owner" or "admin"";
  // §8.4: "a service MUST NOT allow the voice privileges of an admin or owner to be removed by anyone." Both <not-allowed/>.
  if (isHigh(target.affiliation))
    return refuse('not-allowed', '§8.4, §9.7: admins and owners stay moderators');
  if (target.role === 'moderator')
    return inCharge ? allow('§9.7') : refuse('forbidden', '§9.7: only admins and owners dismiss moderators');
  if (to === 'participant') return allow('§8.3');
  // §8.4: "A moderator MUST NOT be able to revoke voice from a user whose affiliation is at or above the moderator's level."
  // WHY not among those without affiliation: that is "the absence of an affiliation" (§5.2), not a level to be at.
  if (target.affiliation !== 'none' && rank(target.affiliation) >= rank(actor.affiliation))
    return refuse('not-allowed', '§8.4: at or above the level of the moderator');
  return allow('§8.4');
}
