interface Page {
  readonly page: { readonly next: string | null };
}

/** Pages in order, the next one asked for when the one before was taken. */
export async function* allOf<P extends Page>(
  ask: (cursor: string | undefined) => Promise<P>,
  first?: string,
): AsyncGenerator<P, void, undefined> {
  let cursor = first;
  do {
    const page = await ask(cursor);
    yield page;
    cursor = page.page.next ?? undefined;
  } while (cursor !== undefined);
}
