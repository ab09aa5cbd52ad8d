/** Re-exports while imports move to the files of their own; nothing new imports this. */
export * from './annotation.ts';
export * from './attempt-record.ts';
export * from './checkpoint-record.ts';
export * from './curve-record.ts';
export * from './device-name.ts';
export * from './environment-record.ts';
export * from './experiment-record.ts';
export * from './lab-event.ts';
export * from './lab-info.ts';
export * from './recipe-record.ts';
export * from './run-record.ts';
export * from './series-record.ts';
export * from './sweep-record.ts';
