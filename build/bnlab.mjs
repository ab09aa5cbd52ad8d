#!/usr/bin/env node
process.argv.splice(2, 0, 'bnlab');
await import('./launch.mjs');
