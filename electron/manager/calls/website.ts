/** The contract's calls about a web server in front. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { Website } from '../website/website.ts';

export interface WebsiteAreas {
  readonly website: Website;
}

export const websiteCalls = ({ website }: WebsiteAreas): Calls['website'] => ({
  get: () => website.get(),
  files: async ({ language, ...front }) => website.files(front, language),
  use: ({ front }) => website.use(front),
  setOnePort: ({ wanted }) => website.setOnePort(wanted),
  check: () => website.check(),
});
