import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { Zone } from './format/time.js';
import { useStored } from './ui/use-stored.js';

const THEMES = ['system', 'light', 'dark'] as const;
const ZONES = ['local', 'utc'] as const;
export type Theme = (typeof THEMES)[number];

interface Preferences {
  readonly zone: Zone;
  readonly setZone: (zone: Zone) => void;
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
}

const Context = createContext<Preferences | undefined>(undefined);

/** How somebody likes it, kept by the browser. */
export function PreferencesProvider({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const [zone, setZone] = useStored('zone', ZONES, 'local');
  const [theme, setTheme] = useStored('theme', THEMES, 'system');
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return <Context.Provider value={{ zone, setZone, theme, setTheme }}>{children}</Context.Provider>;
}

export function usePreferences(): Preferences {
  const preferences = useContext(Context);
  if (preferences === undefined) throw new Error('looking for preferences: there is no provider around');
  return preferences;
}
