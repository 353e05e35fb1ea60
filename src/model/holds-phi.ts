/** Whether an answer laid an order's PHI open: judged by its content, whatever its status and however damaged it is. */
export function holdsPhi(text: string): boolean {
  return text.includes('"billing"') || text.includes('"rx"');
}
