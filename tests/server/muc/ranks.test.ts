/** XEP-0045 §5: who may change what of whom, and what follows. */
import { describe, expect, it } from 'vitest';
import {
  AFFILIATIONS,
  type Affiliation,
  type AffiliationChange,
  decideAffiliation,
  decideRole,
  defaultRole,
  type Role,
  roleAfter,
} from '../../../server/modules/muc/ranks.ts';

const open = { moderated: false, membersByDefault: false };
const moderated = { moderated: true, membersByDefault: false };

describe('§5.1.2 Initial Role Based on Affiliation', () => {
  it.each<[Affiliation, typeof open, Role]>([
    ['none', moderated, 'visitor'],
    ['member', moderated, 'participant'],
    ['admin', moderated, 'moderator'],
    ['owner', moderated, 'moderator'],
    ['none', open, 'participant'],
    ['member', open, 'participant'],
    ['admin', open, 'moderator'],
    ['owner', open, 'moderator'],
    ['none', { ...moderated, membersByDefault: true }, 'participant'],
    ['outcast', open, 'none'],
  ])('%s in a room like %o: %s', (affiliation, type, role) => {
    expect(defaultRole(affiliation, type)).toBe(role);
  });
});

describe('§5.2.2 Changing Affiliations', () => {
  const verdict = (change: Partial<AffiliationChange> & Pick<AffiliationChange, 'actor' | 'from' | 'to'>) => {
    const decided = decideAffiliation({ self: false, lastOwner: false, ...change });
    return decided.allowed ? 'allowed' : decided.condition;
  };

  it('an owner changes any to any', () => {
    const answers = AFFILIATIONS.flatMap((from) =>
      AFFILIATIONS.map((to) => verdict({ actor: 'owner', from, to })),
    );
    expect(new Set(answers)).toEqual(new Set(['allowed']));
  });

  it.each(['outcast', 'none', 'member'] as const)('with affiliation %s nobody changes anything', (actor) => {
    const answers = AFFILIATIONS.flatMap((from) => AFFILIATIONS.map((to) => verdict({ actor, from, to })));
    expect(new Set(answers)).toEqual(new Set(['forbidden']));
  });

  // Rows: from; columns: to outcast, none, member, admin, owner.
  it.each([
    ['outcast', ['allowed', 'allowed', 'allowed', 'forbidden', 'forbidden']],
    ['none', ['allowed', 'allowed', 'allowed', 'forbidden', 'forbidden']],
    ['member', ['allowed', 'allowed', 'allowed', 'forbidden', 'forbidden']],
    ['admin', ['not-allowed', 'forbidden', 'forbidden', 'forbidden', 'forbidden']],
    ['owner', ['not-allowed', 'forbidden', 'forbidden', 'forbidden', 'forbidden']],
  ] as const)('an admin, of an %s', (from, row) => {
    expect(AFFILIATIONS.map((to) => verdict({ actor: 'admin', from, to }))).toEqual(row);
  });

  it('§9.1: nobody bans himself', () => {
    expect(verdict({ actor: 'owner', self: true, from: 'owner', to: 'outcast' })).toBe('conflict');
    expect(verdict({ actor: 'admin', self: true, from: 'admin', to: 'outcast' })).toBe('conflict');
  });

  it('§10.4: the last owner stays, whoever asks', () => {
    expect(verdict({ actor: 'owner', from: 'owner', to: 'none', lastOwner: true })).toBe('conflict');
    expect(verdict({ actor: 'owner', self: true, from: 'owner', to: 'admin', lastOwner: true })).toBe(
      'conflict',
    );
    expect(verdict({ actor: 'owner', self: true, from: 'owner', to: 'admin' })).toBe('allowed');
  });
});

describe('§5.1.3 Changing Roles', () => {
  type Who = readonly [Affiliation, Role];
  const verdict = ([a, r]: Who, [ta, tr]: Who, to: Role) => {
    const decided = decideRole({
      actor: { affiliation: a, role: r },
      target: { affiliation: ta, role: tr },
      to,
    });
    return decided.allowed ? 'allowed' : decided.condition;
  };
  const owner = ['owner', 'moderator'] as const;
  const admin = ['admin', 'moderator'] as const;
  const moderator = ['none', 'moderator'] as const;
  const memberModerator = ['member', 'moderator'] as const;
  const participant = ['none', 'participant'] as const;
  const visitor = ['none', 'visitor'] as const;
  const member = ['member', 'participant'] as const;

  it.each([
    // §8.2 kicking
    [moderator, participant, 'none', 'allowed'],
    [moderator, visitor, 'none', 'allowed'],
    [moderator, member, 'none', 'not-allowed'],
    [moderator, moderator, 'none', 'not-allowed'],
    [memberModerator, admin, 'none', 'not-allowed'],
    [memberModerator, owner, 'none', 'not-allowed'],
    [admin, owner, 'none', 'not-allowed'],
    [admin, moderator, 'none', 'allowed'],
    [owner, admin, 'none', 'allowed'],
    [participant, visitor, 'none', 'forbidden'],
    // §8.3 granting voice
    [moderator, visitor, 'participant', 'allowed'],
    [participant, visitor, 'participant', 'forbidden'],
    // §8.4 revoking it
    [moderator, participant, 'visitor', 'allowed'],
    [moderator, member, 'visitor', 'not-allowed'],
    [memberModerator, member, 'visitor', 'not-allowed'],
    [owner, admin, 'visitor', 'not-allowed'],
    [owner, owner, 'visitor', 'not-allowed'],
    [admin, member, 'visitor', 'allowed'],
    // §9.6 granting moderator status
    [admin, participant, 'moderator', 'allowed'],
    [moderator, participant, 'moderator', 'forbidden'],
    // §9.7 revoking it
    [admin, moderator, 'participant', 'allowed'],
    [admin, admin, 'participant', 'not-allowed'],
    [admin, owner, 'participant', 'not-allowed'],
    [moderator, owner, 'participant', 'not-allowed'],
    [moderator, moderator, 'participant', 'forbidden'],
    // An admin who is not in the room is one all the same.
    [['admin', 'none'], visitor, 'participant', 'allowed'],
  ] as const)('%o makes %o %s: %s', (actor, target, to, expected) => {
    expect(verdict(actor, target, to)).toBe(expected);
  });
});

describe('the role after a change of affiliation', () => {
  it.each<[Affiliation, Affiliation, Role, typeof open, Role]>([
    ['none', 'admin', 'participant', open, 'moderator'],
    ['none', 'member', 'visitor', moderated, 'participant'],
    ['none', 'member', 'moderator', open, 'moderator'],
    ['admin', 'none', 'moderator', open, 'participant'],
    ['owner', 'none', 'moderator', moderated, 'visitor'],
    ['owner', 'admin', 'moderator', open, 'moderator'],
    ['member', 'none', 'participant', moderated, 'visitor'],
    ['member', 'none', 'moderator', open, 'moderator'],
  ])('%s to %s as %s in %o: %s', (from, to, role, type, expected) => {
    expect(roleAfter(from, to, role, type)).toBe(expected);
  });
});
