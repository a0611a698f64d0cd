import type { JSX } from 'preact';
import { zoneName } from './format/time.js';
import { type Theme, usePreferences } from './preferences.js';
import { Help, Leave, Logo, Menu, Moon, Screen, Sun } from './ui/icons.js';

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const SIGNS = { system: Screen, light: Sun, dark: Moon };

interface HeaderProps {
  readonly onHelp: () => void;
  readonly onMenu: () => void;
  readonly onSignOut: (() => void) | undefined;
}

/** What is the same for every dataset: zone, theme, help, who is signed in. */
export function Header({ onHelp, onMenu, onSignOut }: HeaderProps): JSX.Element {
  const { zone, setZone, theme, setTheme } = usePreferences();
  const Sign = SIGNS[theme];
  return (
    <header class="header">
      <button type="button" class="button plain square menu-button" aria-label="Datasets" onClick={onMenu}>
        <Menu />
      </button>
      <a class="brand" href="#/">
        <Logo />
        <span>Sluice</span>
      </a>
      <span class="grow" />
      <label class="zone">
        <span class="hidden-label">Time zone</span>
        <select
          class="input"
          value={zone}
          onChange={(event) => setZone(event.currentTarget.value === 'utc' ? 'utc' : 'local')}
        >
          <option value="local">{zoneName('local') === 'UTC' ? 'Local (UTC)' : zoneName('local')}</option>
          <option value="utc">UTC</option>
        </select>
      </label>
      <button
        type="button"
        class="button plain square"
        aria-label={`Theme: ${theme}`}
        title={`Theme: ${theme}`}
        onClick={() => setTheme(NEXT[theme])}
      >
        <Sign />
      </button>
      <button type="button" class="button plain square" aria-label="Keys and signs" title="Help (?)" onClick={onHelp}>
        <Help />
      </button>
      {onSignOut && (
        <button type="button" class="button plain square" aria-label="Sign out" title="Sign out" onClick={onSignOut}>
          <Leave />
        </button>
      )}
    </header>
  );
}
