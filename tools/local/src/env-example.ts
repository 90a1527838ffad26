import type { DescribedField } from '@meeting-intelligence/config';

export interface ServiceFields {
  readonly service: string;
  readonly fields: readonly DescribedField[];
}

const HEADER = `# The environment of every service. Generated from their configuration: npm run generate.
# npm start and npm run demo need none of it. A name that stands under several services has a value of its own in each:
# give every process its own section, and the first.`;

/** The text of `.env.example`: what all services share once, then what each adds. */
export function envExample(services: readonly ServiceFields[]): string {
  const shared = (services[0]?.fields ?? []).filter((one) =>
    services.every(({ fields }) => fields.some((other) => isSame(one, other))),
  );
  const own = services.map(({ service, fields }) => ({
    title: service,
    fields: fields.filter((one) => !shared.some((other) => isSame(one, other))),
  }));
  const sections = [{ title: 'all services', fields: shared }, ...own];
  return `${[HEADER, ...sections.map(({ title, fields }) => section(title, fields))].join('\n\n')}\n`;
}

function section(title: string, fields: readonly DescribedField[]): string {
  return [`# ${title}`, ...fields.map(entry)].join('\n');
}

function entry(field: DescribedField): string {
  const notes = [field.unit, field.required ? 'required' : undefined, field.secret ? 'secret' : undefined];
  const given = notes.filter((note) => note !== undefined);
  const comment = `# ${field.description}${given.length > 0 ? ` (${given.join(', ')})` : ''}`;
  // An optional field without default is shown, but not set.
  const unset = !field.required && field.default === undefined;
  return `${comment}\n${unset ? '# ' : ''}${field.name}=${field.default ?? ''}`;
}

function isSame(one: DescribedField, other: DescribedField): boolean {
  return one.name === other.name && one.description === other.description && one.default === other.default;
}
