/**
 * An error that is told to the person as it is, without a stack trace: they gave something that cannot be used.
 *
 * The message is one line: name, value got, values expected, what to do.
 */
export class UserError extends Error {}
