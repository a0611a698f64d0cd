import { useEffect, useRef, useState } from 'preact/hooks';
import type { StoredRecord } from '../api/answers.js';
import { parseJson } from '../api/json.js';
import { follow, type LiveState } from './live-stream.js';
import { LiveBuffer, type LiveRecord } from './live-buffer.js';

/** Records that are kept; older ones go. */
export const KEPT = 500;
/** How often the page is drawn again while records come. */
const DRAW_MS = 250;

export interface Live {
  readonly state: LiveState;
  /** Newest first. While it is paused those that were there. */
  readonly records: readonly LiveRecord[];
  readonly received: number;
  /** Came while it is paused. */
  readonly waiting: number;
  readonly seconds: readonly number[];
  readonly hasGap: boolean;
  readonly clear: () => void;
}

interface Frozen {
  readonly records: readonly LiveRecord[];
  readonly received: number;
}

const SECONDS = 60;

/** Follows a live stream; what it holds is bounded whatever comes. */
export function useLive(path: string, isPaused: boolean): Live {
  const buffer = useRef(new LiveBuffer(KEPT));
  const [state, setState] = useState<LiveState>({ is: 'connecting' });
  const [hasGap, setGap] = useState(false);
  const [, draw] = useState(0);
  const frozen = useRef<Frozen | undefined>(undefined);
  if (isPaused) frozen.current ??= { records: buffer.current.records, received: buffer.current.received };
  else frozen.current = undefined;
  useEffect(() => {
    buffer.current = new LiveBuffer(KEPT);
    frozen.current = undefined;
    setGap(false);
    const leaving = new AbortController();
    void follow(
      path,
      {
        onEvents: (events) => {
          const records = events.filter(({ event }) => event === 'record');
          buffer.current.add(
            records.map(({ data }) => parseJson(data) as StoredRecord), // as the route's documentation says
            Date.now(),
          );
          // Records are missing between those before and those to come.
          if (events.some(({ event }) => event === 'gap')) setGap(true);
        },
        onState: setState,
      },
      leaving.signal,
    );
    const timer = setInterval(() => draw((round) => round + 1), DRAW_MS);
    return () => {
      leaving.abort();
      clearInterval(timer);
    };
  }, [path]);
  const { records, received } = frozen.current ?? buffer.current;
  return {
    state,
    records,
    received: buffer.current.received,
    waiting: buffer.current.received - received,
    seconds: buffer.current.lastSeconds(Date.now(), SECONDS),
    hasGap,
    clear: () => {
      buffer.current.clear();
      if (frozen.current) frozen.current = { records: [], received: buffer.current.received };
      draw((round) => round + 1);
    },
  };
}
