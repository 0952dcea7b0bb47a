/**
 * Before the first run is done there is only the set-up; afterwards there are the pages.
 */
import { Navigate, Outlet, useLocation } from 'react-router';
import { useResource } from '../stores/async.ts';
import { useStores } from '../stores/stores.ts';
import { Shown } from '../words/Shown.tsx';
import css from './Gate.module.css';

export function Gate() {
  const stores = useStores();
  const info = useResource(stores.info);
  const { pathname } = useLocation();
  return (
    <div className={css.gate}>
      <Shown of={info} onRetry={() => void stores.info.load()}>
        {({ setUp }) => (!setUp && pathname !== '/setup' ? <Navigate to="/setup" replace /> : <Outlet />)}
      </Shown>
    </div>
  );
}
