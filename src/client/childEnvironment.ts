/**
 * What the system, its libraries and graphics drivers need. Tokens are not among it, nor what loads code into any program (NODE_OPTIONS,
 * LD_PRELOAD, CUDA_INJECTION64_PATH, Vulkan's layers) or writes down what a device computes (CUDA_COREDUMP_FILE, MESA_SHADER_DUMP_PATH).
 * LD_LIBRARY_PATH and the paths of drivers stay: often CUDA or a graphics card is found only by them.
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

/** The environment of the engine and of trainings, which run as plain Node also in VS Code's Electron: of `variables` only what they need. */
export function childEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isDebugged = Boolean(variables.VSCODE_INSPECTOR_OPTIONS);
  const passed = Object.entries(variables).filter(
    ([name]) => needed.test(name) || (isDebugged && debugging.includes(name)),
  );
  return { ...Object.fromEntries(passed), ELECTRON_RUN_AS_NODE: '1' };
}
