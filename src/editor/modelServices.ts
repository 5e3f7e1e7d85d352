import type { ImportOptions } from '../hub/store/importModel';
import type { InstalledModel, ModelStore } from '../hub/store/modelStore';
import type { Settings } from './settings';
import type { Log } from './ui/log';

/** The models on this machine, for features that use, add or choose them. */
export interface ModelServices {
  readonly settings: Settings;
  readonly log: Log;
  readonly library: {
    readonly store: Pick<ModelStore, 'find' | 'list'>;
    readonly installed: readonly InstalledModel[];
    refresh(): Promise<void>;
    import(folder: string, id: string, options: ImportOptions): Promise<unknown>;
  };
}
