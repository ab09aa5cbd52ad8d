import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPageFile } from '#main/pages/page-files.ts';

const outside = mkdtempSync(join(tmpdir(), 'bnlab-pages-'));
const folder = join(outside, 'renderer');
mkdirSync(join(folder, 'assets'), { recursive: true });
writeFileSync(join(folder, 'index.html'), '<!doctype html>');
writeFileSync(join(folder, 'assets', 'page.js'), 'export {};');
writeFileSync(join(folder, 'assets', 'archive.zip'), 'PK');
writeFileSync(join(outside, 'secret.txt'), 'secret');
mkdirSync(join(outside, 'renderer-private'));
writeFileSync(join(outside, 'renderer-private', 'secret.txt'), 'secret');

describe('readPageFile', () => {
  it('serves the page and its files with their media types', async () => {
    expect((await readPageFile(folder, '/'))?.headers['content-type']).toBe('text/html; charset=utf-8');
    const script = await readPageFile(folder, '/assets/page.js');
    expect(script?.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script?.body.toString()).toBe('export {};');
  });

  it('sends the security headers with every file', async () => {
    const headers = (await readPageFile(folder, '/'))!.headers;
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
    expect(headers['content-security-policy']).not.toContain('unsafe-eval');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });

  it.each([
    '/missing.js',
    '/assets',
    '/assets/',
    '/assets/archive.zip',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/../renderer-private/secret.txt',
    '/index.html%00.txt',
    '/%',
    '//etc/passwd',
    'index.html',
  ])('has nothing at %s', async (path) => {
    expect(await readPageFile(folder, path)).toBeNull();
  });
});
