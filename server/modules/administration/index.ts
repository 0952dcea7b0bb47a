/**
 * Service administration. Specs: XEP-0133 1.3.1.
 * Administrators look after accounts and the service from their chat program, at the domain or at their own account.
 * Announcements are announcements.ts, the list of blocked servers is blocked-servers.ts; passwords cannot be read by anybody.
 */
import { defineModule } from '../../kernel/module.ts';
import { accountCommands } from './accounts.ts';
import { listCommands } from './lists.ts';
import { queryCommands } from './queries.ts';
import { serviceCommands } from './service.ts';

export const administration = defineModule({
  name: 'administration',
  specs: ['XEP-0133 1.3.1'],
  needs: ['adhoc', 'roster'],
  setup(ctx) {
    const parts = [accountCommands, queryCommands, listCommands, serviceCommands];
    for (const command of parts.flatMap((part) => part(ctx))) ctx.adhoc(command);
  },
});
