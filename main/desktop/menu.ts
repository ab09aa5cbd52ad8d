import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand, ThemeChoice } from '#core/contract/desktop-bridge.ts';

/** The application menu. Commands for the page are sent to it; Electron's roles handle those for the window. */
export interface MenuActions {
  readonly theme: ThemeChoice;
  /** Reload and developer tools are for developers of the app. */
  readonly development: boolean;
  command(command: MenuCommand): void;
  showAbout(): void;
  showProjectInformation(): void;
  installCommandLine(): void;
}

export function buildMenu(actions: MenuActions): Menu {
  // From a source checkout, npm starts the command line.
  const commandLine: MenuItemConstructorOptions[] = actions.development
    ? []
    : [{ label: 'Install Command Line Tool…', click: () => actions.installCommandLine() }];
  const mac = process.platform === 'darwin';
  const about: MenuItemConstructorOptions = { label: 'About BatchNorm Lab', click: () => actions.showAbout() };
  const appMenu: MenuItemConstructorOptions = {
    label: 'BatchNorm Lab',
    submenu: [
      about,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
  return Menu.buildFromTemplate([
    ...(mac ? [appMenu] : []),
    fileMenu(actions, mac),
    { role: 'editMenu' },
    viewMenu(actions),
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'Project Information', click: () => actions.showProjectInformation() },
        ...commandLine,
        ...(mac ? [] : [{ type: 'separator' as const }, about]),
      ],
    },
  ]);
}

function fileMenu({ command }: MenuActions, mac: boolean): MenuItemConstructorOptions {
  return {
    label: '&File',
    submenu: [
      { label: 'New Experiment', accelerator: 'CmdOrCtrl+N', click: () => command({ kind: 'newExperiment' }) },
      { label: 'Export Report…', accelerator: 'CmdOrCtrl+E', click: () => command({ kind: 'exportReport' }) },
      { type: 'separator' },
      mac ? { role: 'close' } : { role: 'quit' },
    ],
  };
}

/** The roles' own keys ask for Shift on many keyboards and leave the number pad out. */
const ZOOM_KEYS = [
  ['zoomIn', 'CmdOrCtrl+='],
  ['zoomIn', 'CmdOrCtrl+numadd'],
  ['zoomOut', 'CmdOrCtrl+numsub'],
  ['resetZoom', 'CmdOrCtrl+num0'],
] as const;

function viewMenu({ command, theme, development }: MenuActions): MenuItemConstructorOptions {
  const choice = (label: string, value: ThemeChoice): MenuItemConstructorOptions => ({
    id: `theme-${value}`,
    label,
    type: 'radio',
    checked: theme === value,
    click: () => command({ kind: 'setTheme', theme: value }),
  });
  return {
    label: '&View',
    submenu: [
      {
        label: 'Theme',
        submenu: [choice('Follow System', 'system'), choice('Light', 'light'), choice('Dark', 'dark')],
      },
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      ...ZOOM_KEYS.map(([role, accelerator]) => ({
        role,
        accelerator,
        visible: false,
        acceleratorWorksWhenHidden: true,
      })),
      { type: 'separator' },
      { role: 'togglefullscreen' },
      ...(development ? ([{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
    ],
  };
}
