export { nearest } from './nearest.js';
export { readSettings, type ReadSettingsOptions } from './read-settings.js';
export { type AllSettings, settings, type SettingsGroup, type SettingSpec, type SettingsValues } from './settings.js';
export { describeSettings, maskUrlPassword, renderSettingsReference } from './settings-reference.js';
