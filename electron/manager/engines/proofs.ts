/** What the manager asks of a server so that an authority finds a name to be ours (TLS-ALPN-01, RFC 8737). */
export interface ProofsEngine {
  /** Shows a certificate to whoever asks for the name with `acme-tls/1`, for an hour at most. PEM. Refused with `server.not-running`. */
  show(name: string, certificate: string, key: string): Promise<void>;
  /** Nothing happens where there is none, or no server. */
  hide(name: string): Promise<void>;
}
