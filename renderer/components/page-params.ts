/**
 * What a page keeps in its part of the address. WHY not the router's own hook: a page that is being left may still be drawn for a
 * moment, and what it writes then (a search whose pause has just ended) would call off the way to the next one.
 */
import { createContext, useCallback, useContext } from 'react';
import { type SetURLSearchParams, useLocation, useSearchParams } from 'react-router';

/** The path the address leads to at this moment; one that is on its way counts, though it is not drawn yet. */
export const LeadsTo = createContext<() => string>(() => '');

/** As `useSearchParams`; once the page is being left, nothing is written any more. */
export function usePageParams(): [URLSearchParams, SetURLSearchParams] {
  const leadsTo = useContext(LeadsTo);
  const { pathname } = useLocation();
  const [params, setParams] = useSearchParams();
  const write = useCallback<SetURLSearchParams>(
    (next, options) => {
      if (leadsTo() === pathname) setParams(next, options);
    },
    [leadsTo, pathname, setParams],
  );
  return [params, write];
}
