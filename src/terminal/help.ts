import { commonOptions, type OptionHelp, type OptionHelps } from './arguments';
import type { Command } from './command';

export type Commands = Readonly<Record<string, Command>>;

const column = 26;

/** `deberta --help`: every command in a line. */
export function listCommands(commands: Commands): string {
  const rows = Object.entries(commands).flatMap(([name, { takes, does, actions }]) =>
    actions === undefined ? [row(`${name} ${takes}`, does)] : actionRows(name, actions),
  );
  return `Usage: deberta COMMAND … [options]

${rows.join('\n')}

MODEL is "bundled", the id of a downloaded model, or the path of a checkpoint's folder or weights file.
TEXT is read from standard input, a line each, if none is given.

"deberta COMMAND --help" lists the options of a command. All commands take:

${optionRows(commonOptions)}

Exit codes: 0 done, 1 failed, 2 not understood, 130 interrupted. Messages go to standard error.
`;
}

/** `deberta COMMAND --help`. */
export function describeCommand(name: string, command: Command): string {
  const { takes, does, actions, options, example, notes = [] } = command;
  const parts = [
    `Usage: deberta ${name} ${takes} [options]`,
    `${does[0]!.toUpperCase()}${does.slice(1)}.`,
    ...(actions === undefined ? [] : [actionRows(name, actions).join('\n')]),
    `Options:\n${optionRows(options)}`,
    `Options of every command:\n${optionRows(commonOptions)}`,
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
    `Example:\n  deberta ${name} ${example}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function actionRows(name: string, actions: NonNullable<Command['actions']>): string[] {
  return Object.entries(actions).map(([action, { takes, does }]) => row([name, action, ...takes].join(' '), does));
}

function optionRows(options: OptionHelps): string {
  const rows = Object.entries<OptionHelp>(options).map(([name, help]) => {
    const [value, meaning] = typeof help === 'string' ? ['', help] : help;
    return row(`--${name} ${value}`.trim(), meaning);
  });
  return rows.join('\n');
}

/** Two columns; what is too long for the first has a line of its own. */
function row(left: string, right: string): string {
  const gap = left.length < column ? ' '.repeat(column - left.length) : `\n${' '.repeat(column + 2)}`;
  return `  ${left}${gap}${right}`;
}
