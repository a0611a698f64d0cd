import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { credential, onUnauthenticated } from './api/client.js';
import { DatasetPage } from './dataset-page.js';
import { NoDatasets } from './datasets/no-datasets.js';
import { Sidebar } from './datasets/sidebar.js';
import { type Datasets, useDatasets } from './datasets/use-datasets.js';
import { Header } from './header.js';
import { HelpDialog } from './help-dialog.js';
import type { Route } from './route/route.js';
import { go, useRoute } from './route/use-route.js';
import { SignIn } from './sign-in.js';
import { Dialog } from './ui/dialog.js';
import { Notice } from './ui/notice.js';
import { useKeys } from './ui/use-keys.js';

/** The whole page: who may not read is asked to sign in, everybody else sees datasets and one of them. */
export function App(): JSX.Element {
  const [isAsked, setAsked] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => onUnauthenticated(() => setAsked(true)), []);
  if (isAsked) {
    const enter = (): void => {
      setAsked(false);
      setRound(round + 1);
    };
    return <SignIn onDone={enter} />;
  }
  const leave = (): void => {
    credential.forget();
    setAsked(true);
  };
  return <Console key={round} onSignOut={credential.get() === undefined ? undefined : leave} />;
}

function Console({ onSignOut }: { readonly onSignOut: (() => void) | undefined }): JSX.Element {
  const route = useRoute();
  const [round, setRound] = useState(0);
  const datasets = useDatasets(round);
  const [dialog, setDialog] = useState<'help' | 'menu'>();
  const main = useRef<HTMLElement>(null);
  useKeys(useMemo(() => ({ '?': () => setDialog('help') }), []));
  useFirstDataset(route, datasets);
  useEffect(() => {
    document.title = route.dataset === undefined ? 'Sluice' : `${route.dataset} · Sluice`;
  }, [route.dataset]);
  const close = (): void => setDialog(undefined);
  const { list, problem } = datasets;
  return (
    <div class="console">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the records
      </button>
      <Header onHelp={() => setDialog('help')} onMenu={() => setDialog('menu')} onSignOut={onSignOut} />
      <Sidebar datasets={datasets} chosen={route.dataset} view={route.view} />
      <main class="main" ref={main} tabIndex={-1}>
        {route.dataset !== undefined && <DatasetPage key={route.dataset} name={route.dataset} route={route} />}
        {route.dataset === undefined && list?.length === 0 && <NoDatasets />}
        {route.dataset === undefined && list === undefined && problem && (
          <Notice problem={problem} onRetry={() => setRound(round + 1)} />
        )}
      </main>
      {dialog === 'help' && <HelpDialog onClose={close} />}
      {dialog === 'menu' && (
        <Dialog title="Sluice" class="drawer" onClose={close}>
          <Sidebar datasets={datasets} chosen={route.dataset} view={route.view} onChoose={close} />
        </Dialog>
      )}
    </div>
  );
}

/** Who names no dataset sees the first one. */
function useFirstDataset({ dataset, view }: Route, { list }: Datasets): void {
  const first = list?.[0]?.name;
  useEffect(() => {
    if (dataset === undefined && first !== undefined) go({ dataset: first, view, filters: [], options: {} }, true);
  }, [dataset, first, view]);
}
