import type { JSX } from 'preact';
import type { Profile } from '../api/answers.js';
import { formatCount } from '../format/number.js';

/** Of which records the figures are. */
export function SampleText({ profile }: { readonly profile: Profile | undefined }): JSX.Element {
  if (profile === undefined) return <p class="muted">&nbsp;</p>;
  const { records, isSampled, estimatedTotal } = profile.sample;
  const of = isSampled
    ? `a random sample of ${formatCount(records)} of ${formatCount(estimatedTotal)} records`
    : `${formatCount(records)} records`;
  const { ageSeconds: age } = profile;
  const when = age < 2 ? 'now' : age < 90 ? `${age} s ago` : `${Math.round(age / 60)} min ago`;
  return (
    <p class="muted" role="status">
      Of {of}, read {when}.
    </p>
  );
}
