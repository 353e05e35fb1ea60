/** A text as JSON; null for one that is not, and for the text `null`: what the value is, the caller checks. Never throws. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
