/** Proofs of names by the server's control socket (server/net/acme-proofs.ts). */
import { ProblemError } from '../../problem.ts';
import type { ProofsEngine } from '../proofs.ts';
import type { Online } from './commands.ts';

export const createProofsEngine = (online: Online): ProofsEngine => ({
  async show(name, certificate, key) {
    await online('acme_proof_show', { name, certificate, key });
  },
  async hide(name) {
    try {
      await online('acme_proof_hide', { name });
    } catch (error) {
      // It held it in memory: with it the proof is gone.
      if (!(error instanceof ProblemError) || error.code !== 'server.not-running') throw error;
    }
  },
});
