import { fork, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import type { Readable } from 'node:stream';
import { Watch } from './watch';

export interface ServerProcessOptions {
  /** One of the bundled programs of src/server, e.g. `dist/engineServer.js`. */
  readonly serverPath: string;
  /** Scheduling priority as in `os.setPriority`; without it, the starting program's own. */
  readonly priority?: number;
  /** Seconds without a sign of life after which the process is ended; 30 when absent. */
  readonly patience?: number;
  readonly onStderr?: (line: string) => void;
}

/** A forked program of src/server with a channel for messages; knows why it ended. */
export class ServerProcess {
  readonly child: ChildProcess;
  /** Resolves with the reason in words. */
  readonly ended: Promise<string>;
  /** Why the process ended, or is about to. */
  exitReason: string | undefined;
  readonly #watch: Watch;

  constructor({ serverPath, priority, patience, onStderr }: ServerProcessOptions) {
    this.child = fork(serverPath, [], {
      execArgv: [],
      serialization: 'advanced',
      // The last is the pipe of Watch, one that Windows, too, can read and write at the same time.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'overlapped'],
      env: childEnvironment(process.env),
    });
    this.#watch = new Watch(this.child, (reason) => (this.exitReason ??= reason), patience);
    if (priority !== undefined) this.#lowerPriority(priority);
    this.ended = this.#whenEnded(new StderrTail(this.child.stderr, onStderr));
  }

  /** Ends the process when it stays silent or stuck before the answer is there. */
  during<T>(answer: Promise<T>): Promise<T> {
    return this.#watch.during(answer);
  }

  #whenEnded(stderr: StderrTail): Promise<string> {
    return new Promise((resolve) => {
      const end = (reason: string) => resolve((this.exitReason ??= reason));
      // 'close' comes after the last line of stderr, 'exit' may come before it.
      this.child.once('close', (code, signal) => end(stderr.explain(signal ?? `exit code ${code}`)));
      this.child.once('error', (error) => {
        if (this.child.pid === undefined) end(`it could not be started (${error.message})`);
      });
    });
  }

  /** What was started with a lower priority, such as a command under `nice`, keeps it. */
  #lowerPriority(priority: number): void {
    const { pid } = this.child;
    try {
      if (pid !== undefined && os.getPriority(pid) < priority) os.setPriority(pid, priority);
    } catch {
      // Only a courtesy to other programs: some systems do not allow it.
    }
  }
}

/**
 * What the system, its libraries and graphics drivers need. Tokens are not among it, nor what loads code into any
 * program (NODE_OPTIONS, LD_PRELOAD, CUDA_INJECTION64_PATH, Vulkan's layers) or writes down what a device computes
 * (CUDA_COREDUMP_FILE, MESA_SHADER_DUMP_PATH). LD_LIBRARY_PATH and the paths of drivers stay: often CUDA or a graphics
 * card is found only by them.
 */
const needed = new RegExp(
  `^(?:${[
    'PATH|HOME|USERPROFILE|TMPDIR|TMP|TEMP|LANG|LC_\\w+|TZ',
    'SystemRoot|SystemDrive|windir|ProgramData|LocalAppData|NUMBER_OF_PROCESSORS|PROCESSOR_\\w+',
    'LD_LIBRARY_PATH|NIX_LD\\w*|XDG_(?:CACHE|CONFIG|DATA)_\\w+',
    'CUDA_(?:PATH\\w*|HOME|VISIBLE_DEVICES|DEVICE_\\w+|CACHE_\\w+|MODULE_LOADING)|NVIDIA_(?:VISIBLE_DEVICES|DRIVER_CAPABILITIES)',
    'VK_(?:ICD_FILENAMES|(?:ADD_)?DRIVER_FILES|LOADER_(?:DRIVERS|DEVICE)_\\w+)',
    'MESA_(?:LOADER_DRIVER_OVERRIDE|VK_DEVICE_SELECT\\w*|D3D12_DEFAULT_ADAPTER_NAME|SHADER_CACHE_\\w+)',
  ].join('|')})$`,
  'i',
);

/** By these, VS Code's debugger follows a process into those that it starts. The second is set only while it does. */
const debugging = ['NODE_OPTIONS', 'VSCODE_INSPECTOR_OPTIONS'];

/** The few `variables` that the engine and trainings need. They run as plain Node, also in VS Code's Electron. */
export function childEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isDebugged = Boolean(variables.VSCODE_INSPECTOR_OPTIONS);
  const passed = Object.entries(variables).filter(
    ([name]) => needed.test(name) || (isDebugged && debugging.includes(name)),
  );
  return { ...Object.fromEntries(passed), ELECTRON_RUN_AS_NODE: '1' };
}

const keptLines = 20;
const maxLineLength = 2000;

/** Passes a process's error output on line by line and keeps its last lines, to say why the process ended. */
class StderrTail {
  #lines: string[] = [];
  #rest = '';

  constructor(stream: Readable | null, onLine: (line: string) => void = () => undefined) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      const lines = (this.#rest + chunk).split(/\r?\n/);
      this.#rest = (lines.pop() ?? '').slice(-maxLineLength);
      for (const line of lines) this.#add(line.slice(0, maxLineLength), onLine);
    });
    stream?.on('end', () => this.#rest && this.#add(this.#rest, onLine));
  }

  #add(line: string, onLine: (line: string) => void): void {
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.shift();
    onLine(line);
  }

  /** `ending` with the last line that names an error, otherwise the last that isn't blank; never a stack frame. */
  explain(ending: string): string {
    const lines = this.#lines.filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
    const line = lines.findLast((candidate) => /error|fatal|cannot|abort/i.test(candidate)) ?? lines.at(-1);
    return line === undefined ? ending : `${ending}, “${line.trim()}”`;
  }
}
