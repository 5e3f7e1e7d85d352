/** The descriptor of the pipe between a process and the parent that watches it: after the streams and the channel of `fork`. */
export const vitalSignsDescriptor = 4;

/** A process's answer to anything that is written into that pipe, as a line of JSON. */
export interface VitalSigns {
  /** Steps of work that it has begun so far. */
  readonly steps: number;
  /** What the last of them may take, in seconds. */
  readonly stepSeconds: number;
  /** Processor time that it has used so far, in seconds. */
  readonly processorSeconds: number;
}
