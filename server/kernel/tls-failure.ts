/** What a failed TLS handshake means for whoever tried, by OpenSSL's code. Pure. Specs: RFC 8446 §6.2. */
import type { AttemptStop } from './attempts.ts';

/** Fragments of Node's codes (`ERR_SSL_…`); the first that fits. RFC 8446 §6.2 has the alerts' meanings. */
const MEANINGS: readonly (readonly [RegExp, AttemptStop])[] = [
  [/HTTP_REQUEST|HTTPS_PROXY_REQUEST|NO_APPLICATION_PROTOCOL/, 'http'],
  // "unknown_ca: A valid certificate chain or partial chain was received, but the certificate was not accepted because the CA
  // certificate could not be located or could not be matched with a known trust anchor."
  [
    /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/,
    'certificate-refused',
  ],
  // "protocol_version: The protocol version the peer has attempted to negotiate is recognized but not supported."
  [/UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION|VERSION_TOO_LOW/, 'tls-old'],
  [
    /NO_SHARED_CIPHER|NO_SHARED_GROUP|NO_SUITABLE|ALERT_HANDSHAKE_FAILURE|ALERT_INSUFFICIENT_SECURITY/,
    'tls-no-cipher',
  ],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH|RECORD_LAYER|UNKNOWN_PROTOCOL|BAD_RECORD_TYPE|UNEXPECTED_MESSAGE/,
    'tls-expected',
  ],
];

/** @param error what the handshake failed with. A connection that was only lost left without a word. */
export function stopOfTlsFailure(error: Error & { readonly code?: string }): AttemptStop {
  const code = (error.code ?? '').toUpperCase().replaceAll(' ', '_');
  if (code === '' || code === 'ECONNRESET' || code === 'EPIPE') return 'left-at-tls';
  return MEANINGS.find(([pattern]) => pattern.test(code))?.[1] ?? 'tls-failed';
}
