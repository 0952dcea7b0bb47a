/** Who listens, from lines that ss of Debian's iproute2 wrote; those of containers as ss writes control groups. */
import { expect, it } from 'vitest';
import { flowsOf } from '../../../electron/manager/firewall/flows.ts';
import { listenerOf, readListeners } from '../../../electron/manager/firewall/listeners.ts';

const LINES = `udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:* users:(("systemd-resolve",pid=512,fd=13)) uid:101 ino:2021 sk:1 cgroup:/system.slice/systemd-resolved.service <->
tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=801,fd=6),("nginx",pid=800,fd=6)) ino:3001 sk:2 cgroup:/system.slice/nginx.service <->
tcp LISTEN 0 511 *:5222 *:* users:(("node",pid=25892,fd=23)) ino:4616033 sk:1037 cgroup:/ v6only:0 <->
tcp LISTEN 0 511 [::]:5223 [::]:* ino:4616034 sk:1038 cgroup:/ v6only:1 <->
tcp LISTEN 0 511 127.0.0.1:5443 0.0.0.0:* users:(("node",pid=7,fd=2)) ino:1 sk:3 cgroup:/ <->
tcp LISTEN 0 4096 *:5269 *:* users:(("beam.smp",pid=99,fd=9)) ino:9 sk:9 cgroup:/docker/0123456789abcdef0123 v6only:0 <->
something that is no line of ss
`;

it('reads addresses, families, programs and containers', () => {
  expect(
    readListeners(LINES).map(({ protocol, port, address, families, scope, program, container }) =>
      [protocol, port, address, families.join('+'), scope, program, container].join(' '),
    ),
  ).toEqual([
    'udp 53 127.0.0.53 v4 this-machine systemd-resolve ',
    'tcp 80 0.0.0.0 v4 everywhere nginx ',
    'tcp 5222 :: v4+v6 everywhere node ',
    'tcp 5223 :: v6 everywhere  ',
    'tcp 5443 127.0.0.1 v4 this-machine node ',
    'tcp 5269 :: v4+v6 everywhere beam.smp 0123456789ab',
  ]);
});

it('says for each flow whether anybody is there, and for whom', () => {
  const office = {
    way: 'domain',
    domain: 'example.org',
    ports: { starttls: 5222, direct: 5223 },
    admins: [],
  } as const;
  const flows = flowsOf({ office: { ...office, admins: [] }, httpChallenge: true, monitors: [] });
  const listeners = readListeners(LINES);
  const told = Object.fromEntries(
    flows
      .filter(({ direction }) => direction === 'in')
      .map((flow) => [flow.id, Object.values(listenerOf(flow, listeners).state).join(' ')]),
  );
  expect(told).toMatchObject({
    'programs-tcp-5222': 'listening listening',
    'programs-tcp-5223': 'nobody listening',
    'web-tcp-5443': 'this-machine-only nobody',
    'companies-tcp-5269': 'listening listening',
    'companies-tcp-5270': 'nobody nobody',
    'certificate-tcp-80': 'listening nobody',
  });
});
