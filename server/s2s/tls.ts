/** TLS between servers, at either end: who shows what, and what is known of it afterwards. Specs: RFC 6120 §5, XEP-0368 1.1.0. */
import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, TLSSocket } from 'node:tls';
import { domainToASCII } from 'node:url';
import type { Certificates } from '../net/certificates.ts';
import type { LinkSecurity, PeerCertificate } from './report.ts';

const NAME = 'xmpp-server';
/** XEP-0368 §2.2: the ALPN protocol between servers, as RFC 7301 writes it: a length, then the name. */
export const ALPN = new DataView(Uint8Array.from([NAME.length, ...Buffer.from(NAME)]).buffer);

type Begin = (raw: Socket, host: string | undefined, protocols: DataView | undefined) => TLSSocket;

/**
 * As the receiving server: the certificate of the domain they name, and theirs is asked for. Node's own verdict on theirs is not
 * asked for, because it wants certificates for servers to be for clients, too; trust/ decides.
 */
export function asReceiver(certificates: Pick<Certificates, 'peerContextFor' | 'several'>): Begin {
  const chooseByName = (name: string, done: (error: Error | null, chosen?: SecureContext) => void) =>
    done(null, certificates.peerContextFor(name));
  return (raw, host, protocols) =>
    new TLSSocket(raw, {
      isServer: true,
      secureContext: certificates.peerContextFor(host),
      ...(certificates.several && { SNICallback: chooseByName }),
      ...(protocols && { ALPNProtocols: protocols }),
      ...{ requestCert: true, rejectUnauthorized: false },
    });
}

/** As the initiating server, with the certificate of one of our domains. */
export function asInitiator(
  certificates: Pick<Certificates, 'peerContextFor'>,
  local: string,
  remote: string,
): Begin {
  const name = domainToASCII(remote);
  return (socket, _host, protocols) =>
    connect({
      ...{ socket, secureContext: certificates.peerContextFor(local), rejectUnauthorized: false },
      // RFC 6066 §3: a server name is never an IP address.
      ...(name !== '' && isIP(name) === 0 && !remote.startsWith('[') && { servername: name }),
      ...(protocols && { ALPNProtocols: [NAME] }),
    });
}

export function securityOf(socket: TLSSocket | undefined, how: 'starttls' | 'direct'): LinkSecurity {
  if (!socket) return { how: 'none' };
  const version = socket.getProtocol();
  const cipher = socket.getCipher()?.standardName ?? socket.getCipher()?.name;
  return { how, ...(version && { version }), ...(cipher && { cipher }) };
}

/** What the peer showed, for people. */
export function certificateOf(socket: TLSSocket | undefined): PeerCertificate | undefined {
  const shown = socket?.getPeerX509Certificate();
  if (!shown) return undefined;
  const line = (text: string | undefined) => (text ?? '').replaceAll('\n', ', ').slice(0, 500);
  const subject = [line(shown.subject), line(shown.subjectAltName)].filter((text) => text !== '').join('; ');
  return { subject, issuer: line(shown.issuer), expires: Date.parse(shown.validTo) };
}
