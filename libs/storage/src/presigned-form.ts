/** A form with which somebody without credentials stores one object. */
export interface PresignedForm {
  readonly url: string;
  /** Before the last part, which is the object, named `file`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}

export interface PresignOptions {
  readonly maxBytes: number;
  readonly forMs: number;
}
