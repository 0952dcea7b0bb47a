/**
 * Closes again what was just made; for the toast's Undo.
 */
import { useNavigate } from 'react-router';
import { useAction } from '../../stores/async.ts';
import { useStores } from '../../stores/stores.ts';

export function useUndoCreate() {
  const { connection, rooms } = useStores();
  const navigate = useNavigate();
  return useAction(async (address: string) => {
    await connection.client().rooms.close({ address });
    await navigate('/rooms');
    await rooms.list.load();
  });
}
