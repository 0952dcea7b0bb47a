/** Our server and Debian's ejabberd, each with a name server and a network between them. */
import { playWith } from './play.ts';

playWith('ejabberd');
