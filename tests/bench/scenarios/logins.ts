/** Log-ins a second: TCP, TLS 1.3 without resumption, SCRAM-SHA-1, bind, presence, and the stream closed again. */
import { HOST, PASSWORD, userNames } from '../engines/engine.ts';
import { connectLoadClient, connectMany } from '../load-client.ts';
import type { Scenario } from './scenario.ts';

const WIDTH = 20;

export const logins: Scenario = {
  name: 'logins',
  summary: 'log-ins a second, 20 at a time',
  accounts: () => WIDTH * 2,
  async run({ start, size, measured }) {
    const server = await start();
    const account = { port: server.port, host: HOST, password: PASSWORD };
    const users = userNames(WIDTH * 2);
    // Everyone once unmeasured: keys are derived, code is compiled.
    const warm = await connectMany(users, account);
    await Promise.all(warm.map((client) => client.close()));
    const rate = await measured('logins', async () => {
      const began = performance.now();
      const end = began + size.loginSeconds * 1000;
      let count = 0;
      await Promise.all(
        Array.from({ length: WIDTH }, async (_, worker) => {
          for (let turn = 0; performance.now() < end; turn++) {
            // Two accounts each in turn, so that no log-in meets its predecessor on the way out.
            const user = users[worker * 2 + (turn % 2)]!;
            const client = await connectLoadClient({ ...account, user });
            count++;
            await client.close();
          }
        }),
      );
      return (count / (performance.now() - began)) * 1000;
    });
    return [{ name: 'log-ins', value: rate, unit: '/s', better: 'higher' }];
  },
};
