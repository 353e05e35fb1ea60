/** The rows with their titles, as a reader needs them: `R8 User roles not preserved`. A row that is not known stands alone. */
export function requirementWords(rows: readonly string[]): string {
  return rows.map((row) => `${row} ${requirements[row] ?? ''}`.trim()).join('; ');
}

/** The ways in which continuity plans of shops with PHI fail an audit, by the row that assertions name. */
export const requirements: Readonly<Record<string, string>> = {
  R1: 'Contingency plan untested or undocumented',
  R2: 'Core files restored without PHI integrity validation',
  R3: 'Plugin dependencies not mapped for recovery',
  R4: 'Checkout restored without PHI encryption preserved',
  R5: 'Customer accounts migrated without the audit trail',
  R6: 'Product discovery restored without access-control verification',
  R7: 'Order data with PHI without encrypted backup validation',
  R8: 'User roles not preserved',
  R9: 'Third-party health-data plugins without documented restoration',
  R10: 'Backup frequency for PHI orders undocumented',
  R11: 'RTO for health-related accounts untested',
  R12: 'No PHI-specific incident response in the plan',
  R13: 'Role-based access not preserved during restore',
  R14: 'Encryption key management not validated',
  R15: 'Database restored without PHI table integrity checks',
  R16: 'Sessions recovered without token validation',
  R17: 'Plugin reactivation bypasses PHI access logging',
  R18: 'PHI locations not mapped',
  R19: 'Quarterly recovery tests without the needed documentation',
  R20: 'Backups not verified automatically',
  R21: 'No role-based recovery for accounts with PHI access',
  R22: 'Plans not updated with each change or new guidance',
  R23: 'Team untrained',
  R24: 'No segregated test environment that mirrors production PHI handling',
  R25: 'PHI insecure while in emergency mode',
  R26: 'Business associates not part of the plan',
  R27: 'No copy of plan, keys and backups that survives the disaster itself',
};
