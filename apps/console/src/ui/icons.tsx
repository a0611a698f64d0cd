import type { ComponentChildren, JSX } from 'preact';

function Icon({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const path = (d: string) => (): JSX.Element => (
  <Icon>
    <path d={d} />
  </Icon>
);

export const Close = path('M4 4l8 8M12 4l-8 8');
export const Plus = path('M8 3v10M3 8h10');
export const Left = path('M10 3L5 8l5 5');
export const Right = path('M6 3l5 5-5 5');
export const First = path('M12 3L7 8l5 5M4 3v10');
export const Up = path('M8 13V3M4 7l4-4 4 4');
export const Down = path('M8 3v10M4 9l4 4 4-4');
export const Chevron = path('M4 6l4 4 4-4');
export const Refresh = path('M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3');
export const Columns = path('M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10');
export const Download = path('M8 2v8M4.5 7L8 10.5 11.5 7M3 13.5h10');
export const Copy = path('M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3');
export const Check = path('M3 8.5l3.2 3.2L13 5');
export const Funnel = path('M2 3h12l-4.5 5.5V13l-3-1.5v-3z');
export const Clock = path('M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5v3.2l2 1.3');
export const Sun = path(
  'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
);
export const Moon = path('M13 9.4A5.5 5.5 0 0 1 6.6 3a5.5 5.5 0 1 0 6.4 6.4z');
export const Screen = path('M2 3h12v8H2zM6 13.5h4M8 11v2.5');
export const Menu = path('M2.5 4h11M2.5 8h11M2.5 12h11');
export const Pause = path('M5.5 3.5v9M10.5 3.5v9');
export const Play = path('M5 3l7.5 5L5 13z');
export const Minus = path('M3 8h10');
export const Help = path(
  'M6 6a2 2 0 1 1 2.6 1.9c-.5.2-.6.5-.6 1.1v.4M8 11.6v.2M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z',
);
export const Leave = path('M9.5 3h-6v10h6M7 8h7M11.5 5.5L14 8l-2.5 2.5');

/** A gate between two waters. */
export function Logo(): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="22" height="22" rx="6" class="logo-ground" />
      <path
        d="M5 10c1.6-1.6 3.2-1.6 4.8 0M14.2 15c1.6-1.6 3.2-1.6 4.8 0M5 14c1.6-1.6 3.2-1.6 4.8 0"
        class="logo-water"
      />
      <path d="M12 5v14" class="logo-gate" />
    </svg>
  );
}
