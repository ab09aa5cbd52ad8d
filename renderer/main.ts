import './without-eval.ts';
import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import { present } from '#core/assert.ts';
import { Connection } from './api/connection.svelte.ts';
import App from './shell/App.svelte';
import { LabState } from './state/lab.svelte.ts';

/** The composition root of the page: one connection, one state, one tree of components. */
const lab = new LabState(new Connection());
mount(App, { target: present(document.getElementById('app'), '#app'), props: { lab } });
