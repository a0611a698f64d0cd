import { render } from 'preact';
import { App } from './app.js';
import { PreferencesProvider } from './preferences.js';
import './style/console.css';

const place = document.querySelector('#console');
if (place) {
  render(
    <PreferencesProvider>
      <App />
    </PreferencesProvider>,
    place,
  );
}
