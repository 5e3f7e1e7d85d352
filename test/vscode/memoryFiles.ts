import * as vscode from 'vscode';

/** Files of a scheme of their own, as a virtual workspace has them: read only, by their path. */
export class MemoryFiles implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  /** How often a file was read. */
  reads = 0;

  constructor(private readonly files: Readonly<Record<string, string>>) {}

  stat({ path }: vscode.Uri): vscode.FileStat {
    const text = this.files[path];
    if (text !== undefined) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: text.length };
    if (this.#below(path).length === 0) throw vscode.FileSystemError.FileNotFound(path);
    return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
  }

  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    const entries = this.#below(path).map((name): [string, vscode.FileType] => {
      const [first = '', ...rest] = name.split('/');
      return [first, rest.length > 0 ? vscode.FileType.Directory : vscode.FileType.File];
    });
    return [...new Map(entries)];
  }

  readFile({ path }: vscode.Uri): Uint8Array {
    this.reads++;
    return new TextEncoder().encode(this.files[path]);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  createDirectory(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  writeFile(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  delete(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  rename(): void {
    throw vscode.FileSystemError.NoPermissions();
  }

  #below(folder: string): string[] {
    const start = folder.endsWith('/') ? folder : `${folder}/`;
    return Object.keys(this.files).flatMap((path) => (path.startsWith(start) ? [path.slice(start.length)] : []));
  }
}
