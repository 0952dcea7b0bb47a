/** A last screen is being shown, for which no manager is needed any more: the door must not be put in front of it. */
import { createStore } from 'zustand';

export const farewell = createStore<{ shown: boolean }>(() => ({ shown: false }));
