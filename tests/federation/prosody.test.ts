/** Our server and Debian's Prosody, each with a name server and a network between them. */
import { playWith } from './play.ts';

playWith('prosody');
