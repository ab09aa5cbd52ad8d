export { spanSteps } from '../spec/span.ts';
