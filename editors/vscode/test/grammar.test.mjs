// The colours of the grammar: on the policies of the repository they are what the server says of the same words, and on samples what the
// snapshots beside say. `UPDATE=1 npm test` writes the snapshots anew; read the difference.
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { root, Session } from './server.mjs';

const require = createRequire(import.meta.url);
const wasm = await readFile(require.resolve('vscode-oniguruma/release/onig.wasm'));
await oniguruma.loadWASM(wasm);

const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) => {
    const file = { 'source.merit': 'merit', 'markdown.merit.codeblock': 'markdown' }[scope];
    const path = new URL(`../syntaxes/${file}.tmLanguage.json`, import.meta.url);
    return file ? textmate.parseRawGrammar(await readFile(path, 'utf8'), 'grammar.json') : null;
  },
});
const grammar = await registry.loadGrammar('source.merit');

/** The words of a text, each with the narrowest of its scopes. */
function words(text) {
  let state = textmate.INITIAL;
  return text.split(/\r?\n/).map((line) => {
    const read = grammar.tokenizeLine(line, state);
    state = read.ruleStack;
    return read.tokens.map((token) => ({ start: token.startIndex, end: token.endIndex, scope: token.scopes.at(-1), text: line.slice(token.startIndex, token.endIndex) }));
  });
}

/** What the server says that a word is, and the scopes that say the same. */
const ALIKE = {
  keyword: /^(keyword\.(control|declaration|operator\.word)|storage\.type|constant\.language)/,
  number: /^constant\.(numeric|other\.date)/,
  string: /^string\./,
  comment: /^comment\./,
};

const folder = `${root}/policies`;
const policies = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.merit')).sort().map((path) => `${folder}/${path}`);

test('policies have the colours that the server gives them', async () => {
  assert.ok(policies.length > 20);
  const session = await Session.start();
  const legend = session.initialized.capabilities.semanticTokensProvider.legend.tokenTypes;
  const count = { words: 0, other: 0 };
  const others = new Map();
  for (const path of policies) {
    const text = await readFile(path, 'utf8');
    const uri = pathToFileURL(path).href;
    await session.open(uri, text);
    const { data } = await session.ask('textDocument/semanticTokens/full', { textDocument: { uri } });
    const lines = words(text);
    const source = text.split(/\r?\n/);
    let [line, character] = [0, 0];
    for (let at = 0; at < data.length; at += 5) {
      line += data[at];
      character = data[at] === 0 ? character + data[at + 1] : data[at + 1];
      const kind = legend[data[at + 3]];
      if (!(kind in ALIKE)) {
        continue;
      }
      const end = character + data[at + 2];
      const of = lines[line].filter((word) => word.start < end && character < word.end && word.text.trim() !== '');
      count.words += 1;
      if (!of.every((word) => ALIKE[kind].test(word.scope))) {
        count.other += 1;
        const word = `${kind} ${source[line].slice(character, end)}: ${of.map((word) => word.scope).join(', ')}`;
        others.set(word, (others.get(word) ?? 0) + 1);
      }
    }
    session.tell('textDocument/didClose', { textDocument: { uri } });
  }
  assert.equal(await session.end(), 0);
  const shown = [...others].sort((one, other) => other[1] - one[1]).slice(0, 20).map(([word, times]) => `${times} × ${word}`);
  // Patterns know no context: a few words are names here and keywords there.
  assert.ok(count.words > 10_000, `${count.words} words`);
  assert.ok(count.other / count.words < 0.005, `${count.other} of ${count.words} words differ:\n${shown.join('\n')}`);
});

test('samples have the colours of their snapshots', async () => {
  for (const sample of ['english', 'chinese']) {
    const text = await readFile(new URL(`samples/${sample}.merit`, import.meta.url), 'utf8');
    const told = words(text)
      .flatMap((line, at) => line.filter((word) => word.text.trim() !== '').map((word) => `${at + 1}:${word.start + 1} ${word.scope.replace(/\.merit$/, '')} ${word.text}`))
      .join('\n');
    const path = new URL(`samples/${sample}.scopes`, import.meta.url);
    if (process.env.UPDATE) {
      await writeFile(path, `${told}\n`);
    }
    assert.equal(`${told}\n`, await readFile(path, 'utf8'));
  }
});

test('the fences of Markdown have the colours of the language', async () => {
  const injection = await registry.loadGrammar('markdown.merit.codeblock');
  let state = textmate.INITIAL;
  const scopes = ['```merit', 'parameter rate = 2', '```', 'rate'].map((line) => {
    const read = injection.tokenizeLine(line, state);
    state = read.ruleStack;
    return read.tokens.map((token) => token.scopes.at(-1));
  });
  assert.ok(scopes[1].includes('keyword.declaration.merit'), JSON.stringify(scopes));
  assert.ok(!scopes[3].some((scope) => scope.endsWith('.merit')), JSON.stringify(scopes));
});
