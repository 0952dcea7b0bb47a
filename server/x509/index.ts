/**
 * Certificates: what they say, whom they name, and whether a path of them leads to somebody trusted. Specs: RFC 5280, RFC 9525, RFC 4985.
 * A leaf: it knows nothing of XMPP's streams, of the server or of the manager, and both use it. No I/O but the system's list of authorities.
 */
export { type Authorities, createAuthorities, readCertificate } from './authorities.ts';
export { chainOf } from './chain.ts';
export { type DerValue, derChildren, derValue } from './der.ts';
export { isName, outsideConstraints, toAscii, wordsOf } from './names.ts';
export { findPath, flawOf, NOWHERE, type Path, type PathCode, type Refusal, timeFlaw } from './path.ts';
export {
  addressBytes,
  type Constraint,
  type NameConstraints,
  type Presented,
  type Reading,
  readingOf,
} from './reading.ts';
