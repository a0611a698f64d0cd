import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { apiPath, credential, read } from './api/client.js';
import { toProblem } from './api/problem.js';
import { Logo } from './ui/icons.js';

/** Asks for an API key or a JWT and tries it. It stays in this tab and goes with it. */
export function SignIn({ onDone }: { readonly onDone: () => void }): JSX.Element {
  const [problem, setProblem] = useState<string>();
  const [isTrying, setTrying] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  const attempt = async (): Promise<void> => {
    const key = input.current?.value.trim() ?? '';
    if (key === '') {
      setProblem('A key is needed.');
      return;
    }
    setTrying(true);
    // Headers hold visible characters of ASCII; nothing else can be a key.
    if (!/^[\x21-\x7e]+$/.test(key)) setProblem('That is no key: it holds characters that none has.');
    else {
      credential.set(key);
      try {
        await read(apiPath(undefined));
        onDone();
        return;
      } catch (error) {
        credential.forget();
        setProblem(toProblem(error).message);
      }
    }
    setTrying(false);
    input.current?.focus();
  };
  return (
    <main class="sign-in">
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt();
        }}
      >
        <Logo />
        <h1>Sign in to Sluice</h1>
        <label for="key">API key or JWT</label>
        <input
          id="key"
          ref={input}
          class="input mono"
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder="slk_…"
          aria-invalid={problem !== undefined}
          aria-describedby="key-help"
        />
        <p
          id="key-help"
          class={problem === undefined ? 'muted' : 'wrong'}
          role={problem === undefined ? undefined : 'alert'}
        >
          {problem ?? 'It is kept in this tab only. An operator makes one with npx sluice key.'}
        </p>
        <button type="submit" class="button primary" disabled={isTrying}>
          Sign in
        </button>
      </form>
    </main>
  );
}
