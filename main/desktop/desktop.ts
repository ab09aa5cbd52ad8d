import { app } from 'electron';
import { obeyCommand, typedCommand } from './command-line.ts';
import { keepOffTheNetwork } from './lockdown.ts';
import { openApp } from './open-app.ts';

/**
 * The desktop app as a program: `electron out/main/desktop.js [--db FILE] [--jobs N] [--read-only]` opens the window, and
 * `electron out/main/desktop.js --command-line -- <command>` carries out one command of the command line.
 */

app.setName('BatchNorm Lab');
keepOffTheNetwork();

const command = typedCommand(process.argv);
if (command === null) openApp();
else void obeyCommand(command);
