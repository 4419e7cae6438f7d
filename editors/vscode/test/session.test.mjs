// Whole sessions with the real server over its standard input and output.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root, Session } from './server.mjs';

const uriOf = (path) => pathToFileURL(`${root}/${path}`).href;
const textOf = (path) => readFile(`${root}/${path}`, 'utf8');

test('a policy is opened, broken, mended, asked about and closed', async () => {
  const session = await Session.start();
  assert.equal(session.initialized.serverInfo.name, 'merit');
  const uri = uriOf('policies/rural-bank/scheme.merit');
  const text = await textOf('policies/rural-bank/scheme.merit');
  const errors = (found) => found.filter((finding) => finding.severity === 1);
  assert.deepEqual(errors(await session.open(uri, text)), []);

  // A letter is typed into the first article.
  const at = text.indexOf('article ') + 3;
  const line = text.slice(0, at).split('\n').length - 1;
  const character = at - text.lastIndexOf('\n', at) - 1;
  const place = { line, character };
  const broken = session.found(uri, 2);
  session.tell('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: place, end: place }, text: 'x' }],
  });
  assert.notEqual(errors(await broken).length, 0);
  const mended = session.found(uri, 3);
  session.tell('textDocument/didChange', {
    textDocument: { uri, version: 3 },
    contentChanges: [{ range: { start: place, end: { line, character: character + 1 } }, text: '' }],
  });
  assert.deepEqual(errors(await mended), []);

  const document = { textDocument: { uri } };
  const symbols = await session.ask('textDocument/documentSymbol', document);
  assert.ok(symbols.some((symbol) => symbol.name.startsWith('article ') && symbol.children.length > 0));
  const lenses = await session.ask('textDocument/codeLens', document);
  const run = lenses.find((lens) => lens.command.command === 'merit.runTests');
  const result = await session.ask('workspace/executeCommand', { command: run.command.command, arguments: run.command.arguments });
  assert.match(result, /\d+ passed, 0 failed/);
  const why = lenses.find((lens) => lens.command.command === 'merit.why');
  const [given] = why.command.arguments;
  const keys = await session.ask('workspace/executeCommand', { command: 'merit.keys', arguments: [given] });
  assert.ok(keys.length > 0);
  const statement = await session.ask('workspace/executeCommand', { command: 'merit.why', arguments: [{ ...given, key: keys[0] }] });
  assert.ok(statement.includes(keys[0]) && statement.includes(given.value));
  assert.equal(await session.end(), 0);
});

test('a Chinese policy is spoken of in Chinese, at places as the editor counts them', async () => {
  const session = await Session.start();
  const uri = 'untitled:办法';
  const found = await session.open(encodeURI(uri), '办法 “甲😀” { 考核对象 经理 }；记录 经理 { 工号 文本 主键 }\n第一条 { 奖励 奖 = 张数 }\n');
  assert.equal(found.length, 1);
  assert.match(found[0].message, /没有名称 `张数`/);
  assert.deepEqual(found[0].range, { start: { line: 1, character: 13 }, end: { line: 1, character: 15 } });
  assert.equal(await session.end(), 0);
});

test('the names of files may be in any script', async () => {
  const session = await Session.start({ initializationOptions: { language: 'en' } });
  const uri = 'file:///c%3A/%E5%8A%9E%E6%B3%95/a%20b.merit';
  const found = await session.open(uri, 'policy "P" { subject nobody }\n');
  assert.deepEqual(found.map((finding) => finding.code), ['E0203']);
  assert.equal(await session.end(), 0);
});
