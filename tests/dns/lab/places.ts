/**
 * A small internet on the loopback of one network namespace: who has which address. They look public, since an address of
 * a private range is a finding; nothing of it leaves the namespace.
 */
export const AT = {
  root: '45.0.0.1',
  top: '45.0.0.2',
  /** The provider's name servers, which keep nearly every zone. */
  ns1: '45.0.1.1',
  ns1v6: '2a0e:1:1::1',
  ns2: '45.0.1.2',
  /** Another provider's, which knows none of the zones but those that say so. */
  other: '45.0.1.3',
  /** Has an alias beside other data, which no right name server would. */
  odd: '45.0.1.4',
  /** Answers over UDP only. */
  deaf: '45.0.1.8',
  /** Nobody is there. */
  nobody: '45.0.1.5',
  /** Has every zone as it should be; asked by those who answer oddly. */
  third: '45.0.1.6',
  /** What everybody may ask. */
  resolver: '45.0.9.9',
  /** Another one, which remembers what was before. */
  late: '45.0.9.10',
  /** The office's own, which tells what it likes. */
  system: '45.0.9.11',
  office4: '45.1.1.1',
  office6: '2a0e:1::1',
  website: '45.2.2.2',
  website6: '2a0e:2::2',
  /** A server of before, where nobody listens any more. */
  old: '45.3.3.3',
  /** An IPv6 address where nobody listens. */
  mute6: '2a0e:1::dead',
} as const;

/** Where the chat server listens. */
export const OPEN = {
  addresses: [AT.office4, AT.office6],
  ports: [5222, 5223, 5269, 5270, 443, 2222, 2223, 2269, 2270],
};
