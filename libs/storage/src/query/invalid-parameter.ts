import { SluiceError } from '@sluice/contracts';

/** REQUEST_INVALID that names the parameter, what is expected and a value that would do. */
export function invalidParameter(parameter: string, expected: string, example: string): SluiceError {
  return new SluiceError('REQUEST_INVALID', `reading parameter ${parameter}: ${expected} is expected`, {
    context: { parameter, expected, example },
  });
}
