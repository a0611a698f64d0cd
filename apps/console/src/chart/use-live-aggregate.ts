import { useEffect, useState } from 'preact/hooks';
import type { Aggregate } from '../api/answers.js';
import { follow, type LiveState } from '../live/live-stream.js';
import { afterEvent } from './live-rows.js';

export interface LiveAggregate {
  readonly data: Aggregate | undefined;
  /** What it was at first. */
  readonly first: Aggregate | undefined;
  readonly state: LiveState;
}

const CONNECTING: LiveState = { is: 'connecting' };

/** An aggregate as it changes. @param path undefined follows nothing */
export function useLiveAggregate(path: string | undefined): LiveAggregate {
  const [told, setTold] = useState<{ readonly first: Aggregate; readonly data: Aggregate }>();
  const [state, setState] = useState<LiveState>(CONNECTING);
  useEffect(() => {
    if (path === undefined) return undefined;
    const leaving = new AbortController();
    let [first, known]: (Aggregate | undefined)[] = [];
    setState(CONNECTING);
    void follow(
      path,
      {
        onEvents: (events) => {
          known = events.reduce(afterEvent, known);
          first ??= known;
          if (first && known) setTold({ first, data: known });
        },
        onState: setState,
      },
      leaving.signal,
    );
    return () => {
      leaving.abort();
      setTold(undefined);
    };
  }, [path]);
  return { data: told?.data, first: told?.first, state };
}
