/** STUN and ChannelData (stun-property.ts). */
import { fuzz } from './run.ts';
import { cutAnywhere, stunProperty } from './stun-property.ts';

await fuzz('stun', stunProperty);
await fuzz('stun stream', cutAnywhere);
