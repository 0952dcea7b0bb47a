/** A STUN server at each address given: tells whoever asks where they come from (RFC 8489 §14.2), and nothing else. */
import { createSocket } from 'node:dgram';

const COOKIE = 0x2112a442;
const addresses = process.argv.slice(2);
let ready = 0;
for (const address of addresses) {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, from) => {
    const answer = Buffer.alloc(32);
    answer.writeUInt16BE(0x0101, 0);
    answer.writeUInt16BE(12, 2);
    bytes.copy(answer, 4, 4, 20);
    answer.writeUInt16BE(0x0020, 20);
    answer.writeUInt16BE(8, 22);
    answer.writeUInt8(1, 25);
    answer.writeUInt16BE(from.port ^ (COOKIE >>> 16), 26);
    const parts = from.address.split('.').map(Number);
    const cookie = Buffer.alloc(4);
    cookie.writeUInt32BE(COOKIE);
    for (const [at, part] of parts.entries()) answer.writeUInt8(part ^ cookie[at]!, 28 + at);
    socket.send(answer, from.port, from.address);
  });
  socket.bind(3478, address, () => {
    if (++ready === addresses.length) console.log('ready');
  });
}
