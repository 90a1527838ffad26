import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Field } from './field.js';

/** A program of the machine, as a name in the PATH or an absolute path; what comes out is absolute. */
export function program(description: string, defaultName: string): Field<z.ZodType<string>> {
  const schema = z.string().transform((name, context): string => {
    const found = findProgram(name);
    if (found !== undefined) return found;
    context.addIssue({
      code: 'custom',
      message: 'expected a program that is installed: its name in the PATH, or an absolute path',
    });
    return z.NEVER;
  });
  return { schema, description, default: defaultName };
}

/** The absolute path of a program that may be run, or undefined. */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  if (name.includes('/')) return isAbsolute(name) && isProgram(name) ? name : undefined;
  return path
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
