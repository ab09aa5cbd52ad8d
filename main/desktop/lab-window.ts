import { BrowserWindow, nativeTheme, screen } from 'electron';
import { DESKTOP_ORIGIN } from '#core/contract/desktop-bridge.ts';
import { isThePage } from './lockdown.ts';
import { placeWindow, readWindowState, smallestWindow, writeWindowState } from './window-state.ts';

/** The page's background before its first paint, taken from its own design tokens so that the window does not flash. */
const BACKGROUND = { light: '#ffffff', dark: '#101216' } as const;

export interface LabWindowOptions {
  readonly preloadFile: string;
  readonly stateFile: string;
}

/** The one window: restored to its last place, sandboxed, and shown only when it has content. */
export function openLabWindow({ preloadFile, stateFile }: LabWindowOptions): BrowserWindow {
  const state = readWindowState(stateFile);
  const workAreas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const smallest = smallestWindow(workAreas);
  const window = new BrowserWindow({
    ...placeWindow(state.bounds, workAreas),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'BatchNorm Lab',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: preloadFile,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    if (state.maximized) window.maximize();
    if (state.fullScreen) window.setFullScreen(true);
    window.show();
  });
  window.on('close', () => {
    writeWindowState(stateFile, {
      ...readWindowState(stateFile),
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    });
  });
  // A navigation to about:blank cannot be prevented, so it is undone.
  window.webContents.on('did-navigate', (_event, url) => {
    if (!isThePage(url)) void window.loadURL(`${DESKTOP_ORIGIN}/`);
  });
  void window.loadURL(`${DESKTOP_ORIGIN}/`);
  return window;
}
