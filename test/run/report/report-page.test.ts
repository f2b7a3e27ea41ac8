import { describe, expect, it } from 'vitest';
import { reportPage } from '../../../src/run/report/report-page';
import { history, noLibrary, reportedRun } from './reported-run';

const pageOf = (more: Parameters<typeof reportedRun>[0] = {}) => reportPage(reportedRun(more), noLibrary);

describe('reportPage', () => {
  const page = pageOf();

  it('is one page with all sections', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    const ids = [...page.matchAll(/ id="([\w-]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([
      ...['advice', 'chart-loss', 'chart-accuracy', 'chart-learning-rate', 'actions', 'epochs'],
      ...['evaluation', 'confusion', 'mistakes', 'classes', 'chart-reliability', 'reliability'],
      ...['layers', 'environment', 'spec'],
    ]);
  });

  it('has no URLs except those of markup languages', () => {
    const places = [...page.matchAll(/(?:src|href)="([^"]*)"|url\(([^)]*)\)|https?:[^\s"'<]*/g)].map(
      ([all]) => all,
    );
    expect(places.filter((place) => !place.startsWith('src="data:'))).toEqual([]);
    expect(page).toContain("default-src 'none'; img-src data:");
  });

  it.each([
    'started 2026-01-02 03:04 UTC, 6 of 2 epochs, completed',
    '<dt>validation accuracy</dt><dd>88.75%</dd>',
    '<dt>best epoch</dt><dd>70.00% (epoch 6)</dd>',
    '<dt>training time</dt><dd>6 min 06 s</dd>',
    '<th scope="row">epoch 3</th><td class="text">val_accuracy stands still: learning rate 0.02 → 0.002.</td>',
    '<th scope="row">at the end</th><td class="text">Weights of epoch 6, the best by val_accuracy, are back.</td>',
    'aria-label="loss by epoch 1 to 6: training from 2.000 to 0.3333; validation from 2.200 to 0.3667"',
    'With the final weights, 71 of 80 images are classified correctly: accuracy 88.8%.',
    'title="light &amp; &lt;bright&gt; → dark: 7 of 40 images">7</td>',
    'alt="light &amp; &lt;bright&gt;, predicted dark"',
    '<th scope="row">conv1</th>',
    'b6589fc6ab0dc82cf12099d1c2d40ab994e8410c, with uncommitted changes',
  ])('contains %s', (text) => {
    expect(page).toContain(text);
  });

  it('escapes markup in names', () => {
    expect(page).not.toContain('<bright>');
  });

  it('shows why a run stopped, and that an interrupted one was not evaluated', () => {
    const cut = pageOf({
      stopReason: 'interrupted',
      validation: { missing: 'the run was interrupted' },
    });
    expect(cut).toContain('6 of 2 epochs, stopped: interrupted');
    expect(cut).toContain('Not evaluated: the run was interrupted.');
    expect(cut).not.toContain('id="confusion"');
  });

  it('supports a run without a completed epoch', () => {
    const cut = pageOf({
      history: [],
      messages: [],
      validation: { missing: 'the run was interrupted' },
    });
    expect(cut).toContain('No epoch was completed.');
    expect(cut).toContain('0 of 2 epochs');
  });

  it('supports values that are not finite', () => {
    const [first] = history;
    const broken = pageOf({ history: first ? [{ ...first, logs: { loss: Number.NaN } }] : [] });
    expect(broken).toContain('<td class="number">NaN</td>');
    expect(broken).toContain('"values":[null]');
  });
});
