/** Debian's Biboumi: attached to nobody, refused for its secret. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../../support/ports.ts';
import { start } from './program.ts';

export async function record(folder: string): Promise<string> {
  const port = await freePort();
  const log = join(folder, 'biboumi.log');
  writeFileSync(
    join(folder, 'biboumi.cfg'),
    [
      `hostname=irc.office.test`,
      'password=wrong',
      'xmpp_server_ip=127.0.0.1',
      `port=${port}`,
      `db_name=${join(folder, 'db')}`,
      `log_file=${log}`,
      'log_level=0',
      'identd_port=0',
      'admin=otto@office.test',
    ].join('\n'),
  );
  const program = start(['biboumi', join(folder, 'biboumi.cfg')]);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const refusing = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(
        "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' from='irc.office.test' id='1'>",
      );
      socket.once('data', () =>
        socket.end(
          "<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
        ),
      );
    });
  }).listen(port, '127.0.0.1');
  await new Promise((resolve) => setTimeout(resolve, 9000));
  await program.end();
  refusing.close();
  return readFileSync(log, 'utf8');
}
