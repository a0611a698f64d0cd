/**
 * Text for a terminal: control characters are spelled out but for line breaks and tabs, since records may hold
 * sequences that a terminal obeys.
 */
export function harmless(text: string): string {
  return text.replaceAll(/(?![\n\t])\p{Cc}/gu, (control) => {
    return `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
