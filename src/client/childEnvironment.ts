/** What the system, its libraries and graphics drivers need. Tokens, and NODE_OPTIONS or LD_PRELOAD, which load code, are not part of it. */
const needed = new RegExp(
  `^(?:${[
    'PATH|HOME|USERPROFILE|TMPDIR|TMP|TEMP|LANG|LC_\\w+|TZ',
    'SystemRoot|SystemDrive|windir|ProgramData|LocalAppData|NUMBER_OF_PROCESSORS|PROCESSOR_\\w+',
    'LD_LIBRARY_PATH|NIX_LD\\w*|XDG_(?:CACHE|CONFIG|DATA)_\\w+|CUDA_\\w+|NVIDIA_\\w+|VK_\\w+|MESA_\\w+',
  ].join('|')})$`,
  'i',
);

/** By these, VS Code's debugger follows a process into those that it starts. The second is set only while it does. */
const debugging = ['NODE_OPTIONS', 'VSCODE_INSPECTOR_OPTIONS'];

/** The environment of the engine and of trainings, which run as plain Node also in VS Code's Electron: of `variables` only what they need. */
export function childEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isDebugged = Boolean(variables.VSCODE_INSPECTOR_OPTIONS);
  const passed = Object.entries(variables).filter(
    ([name]) => needed.test(name) || (isDebugged && debugging.includes(name)),
  );
  return { ...Object.fromEntries(passed), ELECTRON_RUN_AS_NODE: '1' };
}
