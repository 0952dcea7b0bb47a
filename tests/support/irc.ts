/** A real IRC server from Debian (ngircd) on a loopback address of its own, and somebody on it who speaks plain IRC. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Where IRC without TLS is; gateways try no other. */
const PORT = 6667;

export interface IrcServer {
  /** An address of 127.0.0.0/8 that is nobody else's. */
  readonly address: string;
  /** Somebody on it, known to all as `nick`. */
  join(nick: string, channel: string): Promise<IrcPerson>;
  stop(): Promise<void>;
}

export interface IrcPerson {
  say(text: string): void;
  /** Resolves with the first line that fits, whether it came before or comes now. */
  hears(pattern: RegExp, timeoutMs?: number): Promise<string>;
}

export async function startIrcServer(): Promise<IrcServer> {
  const address = `127.${randomInt(1, 250)}.${randomInt(1, 250)}.${randomInt(2, 250)}`;
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-irc-'));
  const file = join(folder, 'ngircd.conf');
  writeFileSync(
    file,
    [
      ...['[Global]', 'Name = irc.test', `Listen = ${address}`, `Ports = ${PORT}`, 'Info = for a test'],
      ...['ServerUID = 0', 'ServerGID = 0', `PidFile = ${folder}/pid`, `MotdFile = ${folder}/none`],
      ...['[Limits]', 'MaxConnectionsIP = 0', '[Options]', 'DNS = no', 'Ident = no', 'PAM = no'],
      '',
    ].join('\n'),
  );
  const child: ChildProcess = spawn('ngircd', ['-n', '-f', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('Now listening on')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`ngircd ended: ${said}`)));
  });
  const close: (() => void)[] = [];

  return {
    address,
    async join(nick, channel) {
      const socket = connect({ host: address, port: PORT });
      close.push(() => socket.destroy());
      const lines: string[] = [];
      const waiting = new Set<() => void>();
      createInterface({ input: socket }).on('line', (line) => {
        if (line.startsWith('PING')) socket.write(`PONG ${line.slice(5)}\r\n`);
        lines.push(line);
        for (const wake of [...waiting]) wake();
      });
      const person: IrcPerson = {
        say: (text) => void socket.write(`PRIVMSG ${channel} :${text}\r\n`),
        hears: (pattern, timeoutMs = 30_000) =>
          new Promise((resolve, reject) => {
            const look = () => {
              const found = lines.find((line) => pattern.test(line));
              if (found === undefined) return;
              waiting.delete(look);
              clearTimeout(timer);
              resolve(found);
            };
            const timer = setTimeout(() => {
              waiting.delete(look);
              reject(new Error(`${nick} did not hear ${pattern}; heard:\n${lines.join('\n')}`));
            }, timeoutMs);
            waiting.add(look);
            look();
          }),
      };
      await once(socket, 'connect');
      socket.write(`NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\n`);
      await person.hears(/ 001 /);
      socket.write(`JOIN ${channel}\r\n`);
      await person.hears(/ 366 /);
      return person;
    },
    async stop() {
      for (const one of close) one();
      child.removeAllListeners('exit');
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
