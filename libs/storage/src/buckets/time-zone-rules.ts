/** Version of the rules of time zones that the runtime brings: by others, days may begin at other times. */
export const TIME_ZONE_RULES = `${process.versions['tz'] ?? ''}/${process.versions['icu'] ?? ''}`;
