// The extension starts `merit lsp` and hands everything to it; what it adds are questions to the person and the place where answers are shown.
import * as vscode from 'vscode';
import { type ExecuteCommandSignature, LanguageClient, type LanguageClientOptions, type ServerOptions } from 'vscode-languageclient/node';

/** What the server's commands are given: a text of the policy, and what of it is meant. */
interface Given {
  uri: string;
  test?: string;
  record?: string;
  value?: string;
  key?: string;
}

let client: LanguageClient | undefined;
let output: vscode.OutputChannel;

/** The scheme of the addresses of statements, and their language: what they are shown with. */
const STATEMENT = 'merit-statement';
/** The statements that were made, by address. */
const statements = new Map<string, string>();
const statementChanged = new vscode.EventEmitter<vscode.Uri>();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel('Merit');
  context.subscriptions.push(output, vscode.commands.registerCommand('merit.restart', restart));
  context.subscriptions.push(
    statementChanged,
    vscode.workspace.registerTextDocumentContentProvider(STATEMENT, {
      onDidChange: statementChanged.event,
      provideTextDocumentContent: (uri) => statements.get(uri.toString()) ?? '',
    }),
    // A document that gets its language is closed and opened again, and yet it stays.
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (!vscode.workspace.textDocuments.some((open) => open.uri.toString() === uri.toString())) {
        statements.delete(uri.toString());
      }
    }),
  );
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('merit.path') || change.affectsConfiguration('merit.language')) {
        void restart();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function restart(): Promise<void> {
  await client?.stop().catch(() => undefined);
  await start();
}

async function start(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('merit');
  const command = settings.get('path', 'merit');
  const server: ServerOptions = { command, args: ['lsp', '--stdio'] };
  const options: LanguageClientOptions = {
    documentSelector: [{ language: 'merit' }, { language: 'markdown', scheme: 'file' }],
    initializationOptions: { language: settings.get('language', '') },
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.{merit,md}') },
    middleware: { executeCommand },
  };
  client = new LanguageClient('merit', 'Merit', server, options);
  try {
    await client.start();
  } catch (error) {
    const settle = 'Open settings';
    const chosen = await vscode.window.showErrorMessage(
      `\`${command} lsp\` cannot be started: ${String(error)}. The setting \`merit.path\` says where the command is.`,
      settle,
    );
    if (chosen === settle) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'merit.path');
    }
  }
}

/** Asks for what a command still needs, and shows what comes of it. */
async function executeCommand(command: string, args: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
  const given = { ...(args[0] as Given) };
  if (command === 'merit.why' && given.key === undefined) {
    const key = await chosenKey(given, next);
    if (key === undefined) {
      return undefined;
    }
    given.key = key;
  }
  try {
    const result: unknown = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Merit' }, () =>
      Promise.resolve(next(command, [given])),
    );
    if (typeof result === 'string') {
      await (command === 'merit.why' ? showStatement(result, given) : show(result));
    }
    return result;
  } catch (error) {
    show(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** A key of the record, of those in the data or typed. */
async function chosenKey(given: Given, next: ExecuteCommandSignature): Promise<string | undefined> {
  let keys: string[] = [];
  try {
    keys = ((await next('merit.keys', [given])) as string[] | undefined) ?? [];
  } catch (error) {
    show(error instanceof Error ? error.message : String(error));
    return undefined;
  }
  const placeHolder = given.record ?? 'record';
  return keys.length > 0
    ? vscode.window.showQuickPick(keys, { placeHolder })
    : vscode.window.showInputBox({ prompt: placeHolder });
}

/** Shows a statement as a text of its own, at the line of the value that was asked about: a panel would show its end. */
async function showStatement(text: string, given: Given): Promise<void> {
  const name = `${given.record ?? ''} ${given.key}`.trim().replaceAll('/', '-');
  const uri = vscode.Uri.from({ scheme: STATEMENT, path: `/${name}`, query: `${given.key} ${given.uri}` });
  statements.set(uri.toString(), text);
  statementChanged.fire(uri);
  const document = await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(uri), STATEMENT);
  await hasText(document, text);
  const editor = await vscode.window.showTextDocument(document, { preview: true });
  const value = given.value ?? '';
  const lines = document.getText().split('\n');
  // The name stands behind the article; where a policy has none, first.
  const line = lines.findIndex((line) => line.trim().split(/ {2,}/).slice(0, 2).includes(value));
  if (value !== '' && line >= 0) {
    const start = lines[line].indexOf(value);
    editor.selection = new vscode.Selection(line, start, line, start + value.length);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

/** Waits a moment for a document that was open before to be shown with its new text. */
async function hasText(document: vscode.TextDocument, text: string): Promise<void> {
  if (document.getText() === text) {
    return;
  }
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(done, 1000);
    const listener = vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document === document) {
        done();
      }
    });
  });
}

function show(text: string): void {
  output.clear();
  output.append(text);
  output.show(true);
}
